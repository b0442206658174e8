"""Usage: token counts as the vendor reports them, and their cost."""

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call, as the vendor counted them.

    None means unknown, which is not 0. `input_tokens` include cache reads and writes; `output_tokens` include reasoning. Counts
    are cumulative: a later Usage replaces an earlier one.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotal:
    """Sums over a set of calls. `cost` is in USD, None if no call's price is known."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD or another currency per million tokens, before discounts for large or cached prompts."""

    input_per_million: Decimal
    output_per_million: Decimal
    currency: str = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount, by the prices in force when the answer ended."""

    amount: Decimal
    currency: str = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMetrics:
    """What an answer took. `latency_ms` is measured from the call to its end, `first_ms` to the first content.

    `reasoning_ms` is measured from the first reasoning to the first text after it; None without reasoning.

    A field more is a column more of the same name, in `messages` and, where it has one, in the records of usage.
    """

    usage: Usage = field(default_factory=Usage)
    cost: Cost | None = None
    latency_ms: int | None = None
    first_ms: int | None = None
    reasoning_ms: int | None = None

    def metrics(self) -> dict[str, Any]:
        """These fields alone, of something that has more."""
        return {each.name: getattr(self, each.name) for each in fields(AnswerMetrics)}
