"""API shapes of prompts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, Self

from pydantic import ConfigDict

from rxchat.api.shape import Shape
from rxchat.domain.prompts import Prompt

_WRITTEN = "2026-11-01T09:30:00Z"
_PROMPT: Final[dict[str, Any]] = {
    "id": 5, "title": "Compare", "description": "", "text": "Compare {a} with {b}.", "category": "Writing", "tags": ["short"],
    "usage_count": 2, "created_at": _WRITTEN, "updated_at": _WRITTEN,
}  # fmt: skip


class PromptBody(Shape):
    """`text` may have variables, written `{topic}` or `{{topic}}`."""

    model_config = ConfigDict(json_schema_extra={"example": _PROMPT})

    id: int
    title: str
    description: str
    text: str
    category: str
    tags: list[str]
    usage_count: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, prompt: Prompt) -> Self:
        return cls(**asdict(prompt))


class PromptPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"prompts": [_PROMPT], "next_cursor": None}})

    prompts: list[PromptBody]
    next_cursor: str | None


class CategoryList(Shape):
    categories: list[str]
