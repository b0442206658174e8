"""Contexts: what the next request of a conversation holds, how full that makes the model's window, and what it costs."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rxchat.domain.compaction import OFFERED_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextParts:
    """Estimated tokens of what is sent."""

    instructions: int = 0
    summary: int = 0
    messages: int = 0
    images: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchTotal:
    """The answers of the shown branch. `cost` is in USD, of those with a known price; None if there are none."""

    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    unpriced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSummary:
    """A summary that stands after a message in the place of all up to it."""

    message_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextReport:
    """`counted` tokens are the vendor's count at the last answer, `estimated` those since, together what the next request holds
    before its question. `cached` of them should still be in the vendor's cache until `cached_until`.

    `next_cost` is what they would cost now, in USD, `cached_cost` the cached part of it; `token_cost` is that of each token of
    the question. None where the price is unknown. `scale` is the model's tokens for each that is estimated.
    """

    model: str
    window: int | None = None
    counted: int = 0
    estimated: int = 0
    cached: int = 0
    cached_until: datetime | None = None
    next_cost: Decimal | None = None
    cached_cost: Decimal | None = None
    token_cost: Decimal | None = None
    scale: float = 1.0
    parts: ContextParts = field(default_factory=ContextParts)
    branch: BranchTotal = field(default_factory=BranchTotal)
    summary: PlacedSummary | None = None
    can_compact: bool = False

    @property
    def used(self) -> int:
        return self.counted + self.estimated

    @property
    def share(self) -> float | None:
        return self.used / self.window if self.window else None

    @property
    def should_compact(self) -> bool:
        return self.can_compact and self.share is not None and self.share >= OFFERED_SHARE
