"""Projects: conversations that belong together, with instructions, a default model and a monthly limit of their own."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

LONGEST_PROJECT_NAME: Final = 200
LONGEST_DESCRIPTION: Final = 2_000
"""Characters. An adopted file may hold longer texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFields:
    """What a user sets. `default_model` is `provider:model`, empty for none; `monthly_limit` is in USD, None for no limit."""

    name: str
    description: str = ""
    color: str = ""
    instructions: str = ""
    default_model: str = ""
    monthly_limit: Decimal | None = None
    is_pinned: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(ProjectFields):
    """`conversations` counts those that aren't deleted. `updated_at` is when it was edited or a chat was last started in it."""

    id: int
    conversations: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectQuery:
    """A page of projects that contain the words of `text`, after the one at `after`; `is_archived` None means all."""

    limit: int = 50
    after: tuple[bool, datetime, int] | None = None
    text: str = ""
    is_archived: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLink:
    """What a conversation shows of its project."""

    id: int
    name: str
    color: str
