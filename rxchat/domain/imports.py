"""What an import finds in a file, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Addition(StrEnum):
    """What became of one conversation."""

    ADDED = "added"
    KNOWN = "known"  # it is here already
    REFUSED = "refused"  # the database does not take it


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedConversation:
    """One that cannot be imported, while the others can."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Counts of what was added, or, from a preview, of what would be.

    `sources` are the programs the file comes from. `left_out` has, by what it is, how many pieces of the conversations do not
    come along. `instructions` counts the user's own texts that were empty before. `failures` are the first of the `failed`
    conversations. `first_at` and `last_at` are of the messages.
    """

    sources: tuple[str, ...] = ()
    conversations: int = 0
    messages: int = 0
    projects: int = 0
    folders: int = 0
    prompts: int = 0
    artifacts: int = 0
    shares: int = 0
    instructions: int = 0
    duplicates: int = 0
    failed: int = 0
    failures: tuple[FailedConversation, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far a running import is. `share` is the part of the file that was read, from 0 to 1."""

    share: float = 0.0
    conversations: int = 0
    messages: int = 0
    duplicates: int = 0
