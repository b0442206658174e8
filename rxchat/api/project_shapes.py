"""API shapes of projects."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, Self

from pydantic import ConfigDict

from rxchat.api.shape import Shape
from rxchat.domain.projects import Project

_WRITTEN = "2026-11-01T09:30:00Z"
_PROJECT: Final[dict[str, Any]] = {
    "id": 3, "name": "Engines", "description": "", "color": "#d97757", "instructions": "Metric units.", "is_pinned": True,
    "is_archived": False, "conversations": 13, "created_at": _WRITTEN, "updated_at": _WRITTEN,
}  # fmt: skip


class ProjectBody(Shape):
    """`conversations` counts those in it; `GET /api/conversations?project=` lists them."""

    model_config = ConfigDict(json_schema_extra={"example": _PROJECT})

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

    @classmethod
    def of(cls, project: Project) -> Self:
        return cls(**asdict(project))


class ProjectPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"projects": [_PROJECT], "next_cursor": None}})

    projects: list[ProjectBody]
    next_cursor: str | None
