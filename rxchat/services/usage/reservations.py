"""What calls under way may cost: held in memory beside what has been counted, until each is counted itself."""

from decimal import Decimal
from typing import Final

from rxchat.domain.messages import ImagePart, TextPart
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Cost, Price

CHARACTERS_PER_TOKEN: Final = 2
"""Fewer than in most texts, so that the estimate is rather too high."""
TOKENS_PER_IMAGE: Final = 2_000
MILLION: Final = 1_000_000


class Reservation:
    """One call's. An estimate at first, then what the call did cost; nothing once it is counted, or came to nothing."""

    def __init__(self, provider: str, price: Price | None, most_tokens: int) -> None:
        """`price` None: nobody knows what it will cost, and nothing is held. `most_tokens` is the longest answer there can be."""
        self.provider = provider
        self.amount = Decimal(0)
        self._price = price
        self._most_tokens = most_tokens

    def expect(self, *, characters: int, images: int = 0, max_tokens: int | None = None) -> None:
        """Hold what a request of that size costs with the longest answer to it."""
        if self._price is not None:
            asked = characters // CHARACTERS_PER_TOKEN + images * TOKENS_PER_IMAGE
            answered = min(max_tokens or self._most_tokens, self._most_tokens)
            self.amount = (asked * self._price.input_per_million + answered * self._price.output_per_million) / MILLION

    def expect_request(self, request: ChatRequest) -> None:
        parts = [part for message in request.messages for part in message.parts]
        self.expect(
            characters=len(request.system or "") + sum(len(part.text) for part in parts if isinstance(part, TextPart)),
            images=sum(isinstance(part, ImagePart) for part in parts),
            max_tokens=request.max_tokens,
        )

    def settle(self, cost: Cost | None) -> None:
        """The call has ended. Its cost is held until it is counted."""
        self.amount = Decimal(0) if cost is None else cost.amount
        self._price = None

    def release(self) -> None:
        """The call is counted, or was never made."""
        self.amount = Decimal(0)
        self._price = None
