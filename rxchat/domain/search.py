"""Search hits: matching titles and messages with a snippet, and the names of what is kept beside them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a snippet: a match, or the text around it."""

    text: str
    is_match: bool = False


class HitPosition(NamedTuple):
    conversation_id: int
    message_id: int | None
    artifact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A title, a message (`message_id`) or an artifact of one that matches. `line` is the snippet, split at the matches.

    `at` is the conversation's last activity, or the creation time of the message or the artifact's version.
    """

    conversation_id: int
    title: str
    message_id: int | None
    line: tuple[Piece, ...]
    at: datetime
    artifact_id: int | None = None
    artifact_title: str = ""

    @property
    def cursor(self) -> HitPosition:
        """The position after which the next page starts."""
        return HitPosition(self.conversation_id, self.message_id, self.artifact_id)


class NamedKind(StrEnum):
    PROJECT = "project"
    FOLDER = "folder"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A project, folder or prompt by its name. `parent_id` is the folder that a folder is in."""

    kind: NamedKind
    id: int
    name: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickHits:
    """What a quick search found: titles, artifacts and messages, newest first, and names, the best first."""

    titles: tuple[SearchHit, ...] = ()
    artifacts: tuple[SearchHit, ...] = ()
    messages: tuple[SearchHit, ...] = ()
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOptions:
    """What a person's conversations can be filtered by. `models` are `provider:model`, in alphabetical order."""

    models: tuple[str, ...]
    names: tuple[Named, ...]
