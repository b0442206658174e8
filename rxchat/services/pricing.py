"""What an answer cost, by the `genai-prices` list that ships with the program (nothing is fetched)."""

from decimal import Decimal

import genai_prices

from rxchat.domain.usage import Cost, Usage
from rxchat.providers.base import BaseProvider


class Pricing:
    """Costs by provider and model. None means unknown, never free."""

    def cost(self, provider: BaseProvider, model: str, usage: Usage) -> Cost | None:
        """The cost of one call; `usage` as the vendor counted it."""
        if provider.is_free:
            return Cost(amount=Decimal(0))
        if provider.price_list is None or (usage.input_tokens is None and usage.output_tokens is None):
            return None
        try:
            price = genai_prices.calc_price(
                genai_prices.Usage(
                    input_tokens=usage.input_tokens,
                    output_tokens=usage.output_tokens,
                    cache_read_tokens=usage.cache_read_tokens,
                    cache_write_tokens=usage.cache_write_tokens,
                ),
                model,
                provider_id=provider.price_list,
            )
        except (LookupError, ValueError):  # an unknown model, or counts that contradict each other
            return None
        return Cost(amount=price.total_price)
