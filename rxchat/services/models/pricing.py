"""Pricing: costs by the price list of `genai-prices` that ships with the package; nothing is fetched."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from rxchat.domain.deferred_import import DeferredImport
from rxchat.domain.usage import Cost, Price, Usage
from rxchat.domain.usage_reports import CachedTokens
from rxchat.providers.base import BaseProvider

if TYPE_CHECKING:
    import genai_prices
else:
    genai_prices = DeferredImport("genai_prices")

_SAMPLE = 1_000
"""Tokens to derive a price from: too few for the tiers of large prompts."""


class Pricing:
    """Costs and prices by provider and model. None means unknown, never free."""

    async def prepare(self, *, after: float = 0) -> None:
        """Load the price list in a thread, `after` so many seconds: at the end of the first answer it would delay that."""
        await asyncio.sleep(after)
        await asyncio.to_thread(_load)

    def cost(self, provider: BaseProvider, model: str, usage: Usage) -> Cost | None:
        """The cost of one call; `usage` as the vendor counted it."""
        if provider.is_free:
            return Cost(amount=Decimal(0))
        if provider.price_list is None or (usage.input_tokens is None and usage.output_tokens is None):
            return None
        amount = _amount(provider.price_list, model, _counted(usage, is_kept_long=provider.keeps_prompts_long))
        return None if amount is None else Cost(amount=amount)

    def saved(self, provider: type[BaseProvider], cached: CachedTokens) -> Decimal | None:
        """What reading from the vendor's cache has saved, by today's prices, what writing to it costs more deducted."""
        if provider.price_list is None:
            return None
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        rates = _cache_rates(provider.price_list, cached.model, hour)
        return rates and (cached.read * rates[0] - cached.written * rates[1])

    def price(self, provider: BaseProvider, model: str) -> Price | None:
        """The current price of a model."""
        if not provider.needs_key:
            return Price(input_per_million=Decimal(0), output_per_million=Decimal(0))
        if provider.price_list is None:
            return None
        return _price(provider.price_list, model, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))


def _load() -> None:
    genai_prices.data_snapshot.get_snapshot()


@lru_cache(maxsize=4096)
def _price(price_list: str, model: str, hour: datetime) -> Price | None:
    """Cached for an hour: some vendors are cheaper at night, and hundreds of lookups would delay streams."""
    asked = _amount(price_list, model, genai_prices.Usage(input_tokens=_SAMPLE), hour)
    answered = _amount(price_list, model, genai_prices.Usage(output_tokens=_SAMPLE), hour)
    if asked is None or answered is None:
        return None
    per_million = Decimal(1_000_000) / _SAMPLE
    return Price(input_per_million=asked * per_million, output_per_million=answered * per_million)


@lru_cache(maxsize=4096)
def _cache_rates(price_list: str, model: str, hour: datetime) -> tuple[Decimal, Decimal] | None:
    """What a token is cheaper that is read from the cache, and dearer that is written to it."""
    asked = _amount(price_list, model, genai_prices.Usage(input_tokens=_SAMPLE), hour)
    read = _amount(price_list, model, genai_prices.Usage(input_tokens=_SAMPLE, cache_read_tokens=_SAMPLE), hour)
    written = _amount(price_list, model, genai_prices.Usage(input_tokens=_SAMPLE, cache_write_tokens=_SAMPLE), hour)
    if asked is None or read is None or written is None:
        return None
    return (asked - read) / _SAMPLE, (written - asked) / _SAMPLE


def _amount(price_list: str, model: str, usage: "genai_prices.Usage", at: datetime | None = None) -> Decimal | None:
    try:
        found = genai_prices.calc_price(usage, model, provider_id=price_list, genai_request_timestamp=at)
        return found.total_price
    except (LookupError, ValueError):  # an unknown model, or counts that contradict each other
        return None


def _counted(usage: Usage, *, is_kept_long: bool) -> "genai_prices.Usage":
    """The list counts writes that are kept for an hour among all writes, and prices them by themselves."""
    return genai_prices.Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        cache_write_1h_tokens=usage.cache_write_tokens if is_kept_long else None,
    )
