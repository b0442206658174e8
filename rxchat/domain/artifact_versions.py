"""Artifact versions: what a conversation's artifact was at one time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One version of an artifact: versions have the conversation and the identifier in common. `content` is None in lists.

    `is_unfinished` says that it was cut off, or is an update that didn't fit; `is_edit` that a person wrote it.
    """

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
    is_unfinished: bool = False
    is_edit: bool = False
