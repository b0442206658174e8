"""Search hits: matching titles and messages with a snippet, and the names of what is kept beside them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a snippet: a match, or the text around it."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A title or a message (`message_id`) that matches. `line` is the snippet, split at the matches.

    `at` is the conversation's last activity, or the message's creation time.
    """

    conversation_id: int
    title: str
    message_id: int | None
    line: tuple[Piece, ...]
    at: datetime

    @property
    def cursor(self) -> tuple[int, int | None]:
        """The position after which the next page starts."""
        return self.conversation_id, self.message_id


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
    """What a quick search found: titles and messages, newest first, and names, those that begin with the words first."""

    titles: tuple[SearchHit, ...] = ()
    messages: tuple[SearchHit, ...] = ()
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOptions:
    """What a person's conversations can be filtered by. `models` are `provider:model`, in alphabetical order."""

    models: tuple[str, ...]
    names: tuple[Named, ...]
