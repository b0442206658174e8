"""Usage reports: figures of calls by provider, model, day or program token."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Grouping(StrEnum):
    PROVIDER = "provider"
    MODEL = "model"
    DAY = "day"
    TOKEN = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in UTC from `start` up to but excluding `end`; None means unbounded."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFigures:
    """Sums over a set of calls. Unknown token counts count as 0.

    `cost` is in USD, of the calls with a known price; None if there are none. `unpriced` counts calls that cost an unknown
    amount. `saved` is what the vendors' prompt caches have saved in USD, what writing to them costs deducted; None where that is
    unknown. `median_ms` and `p95_ms` are the latencies of complete answers, from the request to the last token.
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
    saved: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedTokens:
    """What a model's calls read from its vendor's prompt cache, and wrote to it."""

    provider: str
    model: str
    read: int
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """The figures of a provider, a model, a day or a token; the other keys are None, as is a malformed day.

    `token` is empty for calls of the page and of scripts.
    """

    figures: UsageFigures
    provider: str | None = None
    model: str | None = None
    day: date | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """`lines` are sorted by cost, then by requests, descending; days chronologically."""

    grouping: Grouping
    lines: list[UsageLine]
    total: UsageFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTrend:
    """A provider's last days: requests per day, oldest first, and the totals."""

    requests: tuple[int, ...]
    tokens: int
    cost: Decimal | None
    unpriced: int
