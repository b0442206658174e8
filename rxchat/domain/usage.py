"""Tokens counted by a vendor, and what they cost."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call, as the vendor counted them.

    None means "not told", which is not 0. `input_tokens` includes what was read from or written to a cache;
    `output_tokens` includes reasoning. Counts are cumulative: a later Usage replaces an earlier one.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotal:
    """What a number of calls took. `cost` is in USD, None where no call's price is known."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs per million tokens, before discounts for large or cached prompts."""

    input_per_million: Decimal
    output_per_million: Decimal
    currency: str = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount of money, by the price list in force when the answer ended."""

    amount: Decimal
    currency: str = "USD"
