"""Tools: functions of the caller's that a model may ask for, its calls and their results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """`schema` is the JSON schema of its arguments."""

    name: str
    schema: Mapping[str, Any]
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """`arguments` are JSON, as the model wrote them."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    call_id: str
    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoice:
    """Without a `name`: whether a tool must be called, or none may be."""

    name: str = ""
    is_required: bool = False
    is_forbidden: bool = False
