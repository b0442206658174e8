"""Folders: places for conversations, one inside the other."""

from dataclasses import dataclass
from datetime import datetime


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
