"""API shapes of projects."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from rxchat.api.chat_request import ModelRef
from rxchat.api.shape import Shape
from rxchat.api.usage_shapes import MonthlyLimit
from rxchat.domain.instructions import LONGEST_INSTRUCTIONS
from rxchat.domain.projects import LONGEST_DESCRIPTION, LONGEST_PROJECT_NAME, Project
from rxchat.domain.titles import clean_title

_WRITTEN = "2026-11-01T09:30:00Z"
_SET: Final[dict[str, Any]] = {
    "name": "Engines", "description": "Steam and diesel", "color": "#d97757", "instructions": "Metric units.",
    "default_model": "acme:acme-large", "monthly_limit": 20.0, "is_pinned": True, "is_archived": False,
}  # fmt: skip
_PROJECT: Final[dict[str, Any]] = {"id": 3, **_SET, "conversations": 13, "created_at": _WRITTEN, "updated_at": _WRITTEN}


def _cleaned(name: str) -> str:
    cleaned = clean_title(name)
    if not cleaned:
        raise ValueError("the name has no visible characters")
    return cleaned


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_PROJECT_NAME), AfterValidator(_cleaned)
]
Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=0, max_length=LONGEST_DESCRIPTION)]
Color = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")]
Instruction = Annotated[str, StringConstraints(strip_whitespace=True, min_length=0, max_length=LONGEST_INSTRUCTIONS)]
_OLD_NAME: Final = AliasChoices("instructions", "custom_instructions")


class NewProject(BaseModel):
    """`color` is `#rrggbb`. `default_model` answers in new chats; `monthly_limit` is in USD. `custom_instructions` is the older
    program's name of `instructions`.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Engines", "instructions": "Metric units."}})

    name: Name
    description: Description = ""
    color: Color = ""
    instructions: Annotated[Instruction, Field(validation_alias=_OLD_NAME)] = ""
    default_model: ModelRef | None = None
    monthly_limit: MonthlyLimit | None = None
    is_pinned: StrictBool = False
    is_archived: StrictBool = False


class ProjectChange(BaseModel):
    """Omitted members stay as they are. `default_model` and `monthly_limit` null remove them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Engines", "is_pinned": True}})

    name: Name | None = None
    description: Description | None = None
    color: Color | None = None
    instructions: Annotated[Instruction | None, Field(validation_alias=_OLD_NAME)] = None
    default_model: ModelRef | None = None
    monthly_limit: MonthlyLimit | None = None
    is_pinned: StrictBool | None = None
    is_archived: StrictBool | None = None

    def given(self) -> dict[str, Any]:
        """The members to change. null is a value of the default model and the limit only."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in given.items() if value is not None or name in {"default_model", "monthly_limit"}}


class ProjectBody(Shape):
    """`conversations` counts those in it, archived ones included. `monthly_limit` is in USD per calendar month (UTC)."""

    model_config = ConfigDict(json_schema_extra={"example": _PROJECT})

    id: int
    name: str
    description: str
    color: str
    instructions: str
    default_model: str | None
    monthly_limit: float | None
    is_pinned: bool
    is_archived: bool
    conversations: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, project: Project) -> Self:
        limit = project.monthly_limit
        members: dict[str, Any] = asdict(project) | {
            "default_model": project.default_model or None,
            "monthly_limit": _float(limit),
        }
        return cls(**members)


class ProjectPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"projects": [_PROJECT], "next_cursor": None}})

    projects: list[ProjectBody]
    next_cursor: str | None


class DeletedProject(Shape):
    """`conversations` were in it; they stay, without a project."""

    model_config = ConfigDict(json_schema_extra={"example": {"conversations": 13}})

    conversations: int


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
