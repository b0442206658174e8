"""Prompts: texts that a user keeps to send again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LONGEST_TITLE: Final = 500
LONGEST_DESCRIPTION: Final = 2000
LONGEST_PROMPT: Final = 2**18
LONGEST_CATEGORY: Final = 100
LONGEST_TAG: Final = 50
"""Characters. An adopted file may hold longer texts."""
MOST_TAGS: Final = 20
OPENING: Final = 200
"""Characters of the text that a summary has."""


class PromptSort(StrEnum):
    """The order of a list: last changed first, most used first, or by title."""

    RECENT = "recent"
    USED = "used"
    TITLE = "title"


class PromptScope(StrEnum):
    """Which prompts of a team a list shows: all that the user can see, the user's own, or those that others share."""

    ALL = "all"
    MINE = "mine"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptContent:
    """What a user writes. `text` may have variables, written `{topic}` or `{{topic}}`."""

    title: str
    text: str
    description: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """`owner` is the name of the user it belongs to, empty for one's own. In a summary, `text` is its opening."""

    id: int
    title: str
    description: str
    text: str
    category: str
    tags: tuple[str, ...]
    usage_count: int
    is_public: bool
    is_own: bool
    owner: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPosition:
    """Where a page of a list ended: the value that its order compares, and the id."""

    key: str | int
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptQuery:
    """A page of a list: prompts after a position that contain the words of `text`, are in the category and have the tag."""

    limit: int = 50
    after: PromptPosition | None = None
    text: str = ""
    category: str | None = None
    tag: str | None = None
    sort: PromptSort = PromptSort.RECENT
    scope: PromptScope = PromptScope.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptList:
    """A page of a list, and where the next one begins; None after the last."""

    prompts: tuple[Prompt, ...]
    end: PromptPosition | None


def unique_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, as it is first written: two that differ in case are one."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag.strip():
            found.setdefault(tag.strip().casefold(), tag.strip())
    return tuple(found.values())
