"""Prompts: texts that a user keeps to send again."""

from dataclasses import dataclass
from datetime import datetime


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
