"""Library values: what a user keeps beside conversations."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuery:
    """A page of a list, newest first: entries with an id below `before` that contain `text`."""

    limit: int = 50
    before: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`conversations` counts those that aren't deleted."""

    id: int
    name: str
    description: str
    color: str
    instructions: str
    is_pinned: bool
    is_archived: bool
    conversations: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`conversation_ids` are those that aren't deleted, in ascending order."""

    id: int
    name: str
    parent_id: int | None
    project_id: int | None
    position: int
    conversation_ids: tuple[int, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """`text` may have variables, written `{topic}` or `{{topic}}`."""

    id: int
    title: str
    description: str
    text: str
    category: str
    tags: tuple[str, ...]
    usage_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One version of an artifact: versions have the conversation and the identifier in common. `content` is None in lists."""

    id: int
    conversation_id: int
    message_id: int
    identifier: str
    title: str
    kind: str
    language: str
    version: int
    content: str | None
    created_at: datetime
