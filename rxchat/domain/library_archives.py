"""Library archives: what a user keeps beside conversations, as exports write and imports read it.

Times are aware, in UTC. docs/exports.md describes the file format.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

LONGEST_NAME: Final = 1000
LONGEST_TEXT: Final = 2**18
"""Characters that are kept of a name, and of any other text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedProject:
    """`id` is unique within the file only, here and in the other classes. `default_model` is `provider:model`."""

    id: int
    name: str
    description: str = ""
    color: str = ""
    instructions: str = ""
    default_model: str = ""
    monthly_limit: Decimal | None = None
    is_pinned: bool = False
    is_archived: bool = False
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFolder:
    """`parent_id` is the folder that it is in."""

    id: int
    name: str
    parent_id: int | None = None
    project_id: int | None = None
    position: int = 0
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPrompt:
    id: int
    title: str
    description: str = ""
    text: str
    category: str = ""
    tags: tuple[str, ...] = ()
    is_public: bool = False
    usage_count: int = 0
    created_at: datetime
    updated_at: datetime


LibraryEntry = ArchivedProject | ArchivedFolder | ArchivedPrompt
EntryKey = tuple[str, str, int | None, int | None]


def entry_key(entry: LibraryEntry) -> EntryKey:
    """Recognizes an entry that was imported before: its name, when it was created and, for a folder, where it is."""
    name = entry.title if isinstance(entry, ArchivedPrompt) else entry.name
    created = entry.created_at.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(entry, ArchivedFolder):
        return name[:LONGEST_NAME], created, entry.parent_id, entry.project_id
    return name[:LONGEST_NAME], created, None, None


def parents_first(folders: Iterable[ArchivedFolder]) -> Iterator[ArchivedFolder]:
    """Each folder after the one it is in. A folder whose parent isn't there, or is inside of it, is at the top."""
    waiting = {folder.id: folder for folder in folders}
    done = set[int]()
    for start in list(waiting):
        path: list[ArchivedFolder] = []
        folder = waiting.pop(start, None)
        while folder is not None:
            path.append(folder)
            folder = waiting.pop(folder.parent_id, None) if folder.parent_id is not None else None
        for each in reversed(path):
            yield each if each.parent_id in done else replace(each, parent_id=None)
            done.add(each.id)
