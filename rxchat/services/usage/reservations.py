"""Reservations: the possible cost of running calls, in memory until they are recorded."""

from decimal import Decimal
from typing import Final

from rxchat.domain.messages import ImagePart, TextPart
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Cost, Price

CHARACTERS_PER_TOKEN: Final = 2
"""Fewer than in most texts, so that estimates err on the high side."""
TOKENS_PER_IMAGE: Final = 2_000
MILLION: Final = 1_000_000


class Reservation:
    """The cost of one call: an estimate, then the actual cost until it is recorded, then 0."""

    def __init__(
        self,
        provider: str,
        price: Price | None,
        most_tokens: int,
        project_id: int | None = None,
        token_id: int | None = None,
    ) -> None:
        """With `price` None nothing is reserved: the cost is unknown. `most_tokens` is the longest possible answer."""
        self.provider = provider
        self.project_id = project_id
        self.token_id = token_id
        self.amount = Decimal(0)
        self._price = price
        self._most_tokens = most_tokens

    def expect(self, *, characters: int, images: int = 0, max_tokens: int | None = None) -> None:
        """Reserve the cost of a request of that size with the longest answer."""
        if self._price is not None:
            asked = characters // CHARACTERS_PER_TOKEN + images * TOKENS_PER_IMAGE
            answered = min(max_tokens or self._most_tokens, self._most_tokens)
            self.amount = (asked * self._price.input_per_million + answered * self._price.output_per_million) / MILLION

    def expect_request(self, request: ChatRequest) -> None:
        parts = [part for message in request.messages for part in message.parts]
        own = request.own.characters if request.own is not None else 0
        beside = len(request.system or "") + sum(map(len, request.tool_texts))
        self.expect(
            characters=own + beside + sum(len(part.text) for part in parts if isinstance(part, TextPart)),
            images=sum(isinstance(part, ImagePart) for part in parts),
            max_tokens=request.max_tokens,
        )

    def settle(self, cost: Cost | None) -> None:
        """The call has ended: reserve its cost until it is recorded."""
        self.amount = Decimal(0) if cost is None else cost.amount
        self._price = None

    def release(self) -> None:
        """The call is recorded, or was never made."""
        self.amount = Decimal(0)
        self._price = None
