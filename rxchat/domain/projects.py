"""Projects: conversations that belong together, with instructions of their own."""

from dataclasses import dataclass
from datetime import datetime


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
