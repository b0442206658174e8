"""Chunks: the events of a streamed answer.

`Started` comes once and first, then any number of the others, then `Finished` once and last.
A stream that fails raises a `ProviderError` instead of yielding `Finished`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rxchat.domain.usage import Usage


class FinishReason(StrEnum):
    """Why an answer ended. A vendor's unknown reason is UNKNOWN; the raw value is kept beside it."""

    STOP = "stop"
    LENGTH = "length"
    CONTEXT = "context"
    REFUSAL = "refusal"
    TOOL = "tool"
    CUT = "cut"  # by rxchat: the answer exceeded its limit
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The vendor accepted the request. `id` and `model` are the vendor's, empty if it sends none.

    `notes` tell the user what was left out of the request.
    """

    id: str = ""
    model: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingDelta:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageUpdate:
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """`is_provisional`: the vendor has sent the reason, but may still send usage. Consumers never see it."""

    reason: FinishReason
    raw_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallDelta:
    """A piece of the model's call of a tool. `index` tells the calls of an answer apart; `id` and `name` come once."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """An event in the vendor's own protocol, for a caller that speaks it; what it says follows as other chunks."""

    event: Mapping[str, Any]


Chunk = Started | TextDelta | ThinkingDelta | ToolCallDelta | UsageUpdate | Relayed | Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A complete answer: the sum of a stream's chunks."""

    id: str
    model: str
    text: str
    thinking: str
    reason: FinishReason
    raw_reason: str
    usage: Usage
