"""The events of a streamed answer, in the order a consumer sees them.

`Started` comes once and first, then any number of `TextDelta`, `ThinkingDelta` and `UsageUpdate`, then `Finished` once and
last. A stream that fails raises a `ProviderError` instead of yielding `Finished`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from rxchat.domain.usage import Usage


class FinishReason(StrEnum):
    """Why an answer ended. What a vendor says in words we do not know is UNKNOWN; the raw word is kept beside it."""

    STOP = "stop"
    LENGTH = "length"
    CONTEXT = "context"
    REFUSAL = "refusal"
    TOOL = "tool"
    CUT = "cut"  # by rxchat: it grew past what is kept of one answer
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The vendor accepted the request. `id` and `model` are the vendor's own; empty when it names none.

    `notes` say what was left out of the request, in words for the person.
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
    """`is_provisional`: the vendor gave the reason, and may still say what the answer used. It never reaches a consumer so."""

    reason: FinishReason
    raw_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    is_provisional: bool = False


Chunk = Started | TextDelta | ThinkingDelta | UsageUpdate | Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer: what a stream's chunks add up to."""

    id: str
    model: str
    text: str
    thinking: str
    reason: FinishReason
    raw_reason: str
    usage: Usage
