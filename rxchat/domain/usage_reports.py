"""What calls took, counted by provider, model or day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Grouping(StrEnum):
    PROVIDER = "provider"
    MODEL = "model"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in UTC, from `start` up to and without `end`; None is without a bound."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFigures:
    """What a number of calls took. Tokens that were not told count as none.

    `cost` is in USD, of the calls whose price is known; None where no call's price is. `unpriced` counts those that cost
    something nobody can say. `median_ms` and `p95_ms` are of whole answers, from the question to the last word.
    """

    requests: int = 0
    failures: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    cost: Decimal | None = Decimal(0)
    unpriced: int = 0
    median_ms: int | None = None
    p95_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """The figures of one provider, one model of it, or one day. What a line is not of is None, as is a day that can't be read."""

    figures: UsageFigures
    provider: str | None = None
    model: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """`lines` by cost, then by requests, the most first; days in their order."""

    grouping: Grouping
    lines: list[UsageLine]
    total: UsageFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTrend:
    """One provider's last days: how many requests on each, the oldest first, and what they all took."""

    requests: tuple[int, ...]
    tokens: int
    cost: Decimal | None
    unpriced: int
