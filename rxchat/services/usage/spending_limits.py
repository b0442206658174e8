"""Spending limits: caps that users set for themselves, checked before every call."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.errors import InvalidRequest, SpendLimitReached
from rxchat.domain.money import dollars
from rxchat.domain.requests import ChatRequest
from rxchat.domain.spending import CapState, CapStatus, SpendCap, Spent
from rxchat.domain.timestamps import utc_today
from rxchat.domain.usage_reports import Period
from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.reservations import Reservation

LARGEST: Final = Decimal(1_000_000)
FINEST: Final = Decimal("0.0001")
EVERYTHING: Final = "all providers"
LONGEST_ANSWER: Final = 32_000
"""Tokens to reserve for a model whose longest answer is unknown."""


class SpendingLimits:
    """Checks every call of the page and the API against the caps.

    Calls count once they have ended. Until then the most they may cost is reserved: parallel calls must fit together. A single
    call may start while the cap isn't reached and is allowed to finish, so one answer can exceed a cap. Months are in UTC.
    """

    def __init__(
        self,
        caps: SpendCapRepository,
        reports: UsageReportRepository,
        pricing: Pricing,
        registry: ProviderRegistry,
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._caps = caps
        self._reports = reports
        self._pricing = pricing
        self._registry = registry
        self._today = today
        self._running: dict[int, list[Reservation]] = {}
        self._locks = defaultdict[int, asyncio.Lock](asyncio.Lock)

    async def reserve(
        self,
        user_id: int,
        provider: BaseProvider,
        model: str,
        *,
        request: ChatRequest | None = None,
        characters: int = 0,
        max_tokens: int | None = None,
    ) -> Reservation:
        """Reserve the cost of a call until it is released: by its `request`, or by what is known so far.

        Free calls are always allowed. Raises SpendLimitReached if a cap is reached, or would be together with running calls.
        """
        async with self._locks[user_id]:
            # Read first: a call recorded in between would be in neither figure.
            held = [(each.provider, each.amount) for each in self._running.get(user_id, []) if each.amount]
            statuses = [each for each in await self.statuses(user_id) if each.cap.provider in (None, provider.name)]
            if not statuses or await self._is_free(provider, model):
                return Reservation(provider.name, None, 0)
            reservation = Reservation(provider.name, self._pricing.price(provider, model), _longest_answer(provider, model))
            if request is not None:
                reservation.expect_request(request)
            else:
                reservation.expect(characters=characters, max_tokens=max_tokens)
            for status in statuses:
                _require_room(status, held, reservation.amount)
            kept = [each for each in self._running.get(user_id, []) if each.amount]
            self._running[user_id] = [*kept, reservation]
            return reservation

    async def statuses(self, user_id: int) -> list[CapStatus]:
        """The state of the user's caps this month, the overall one first."""
        caps = await self._caps.list_of(user_id)
        if not caps:
            return []
        first = self._today().replace(day=1)
        renews = (first + timedelta(days=31)).replace(day=1)
        by_provider = await self._reports.spent(user_id, Period(start=first, end=renews))
        everything = Spent(
            amount=sum((spent.amount for spent in by_provider.values()), Decimal(0)),
            unpriced=sum(spent.unpriced for spent in by_provider.values()),
        )
        return [
            CapStatus(
                cap=cap,
                label=self._label(cap.provider),
                spent=everything if cap.provider is None else by_provider.get(cap.provider, Spent()),
                renews=renews,
            )
            for cap in caps
        ]

    async def set_cap(self, user_id: int, provider: str | None, limit: Decimal) -> None:
        """Raises UnknownProvider, or InvalidRequest for an invalid amount."""
        if provider is not None:
            self._registry.get(provider)
        if not limit.is_finite() or not 0 <= limit <= LARGEST or limit % FINEST:
            raise _no_amount()
        await self._caps.put(user_id, SpendCap(provider=provider, limit=limit))

    async def remove_cap(self, user_id: int, provider: str | None) -> None:
        """Also for a provider that no longer exists."""
        await self._caps.delete(user_id, provider)

    def _label(self, provider: str | None) -> str:
        if provider is None:
            return EVERYTHING
        return self._registry.get(provider).marked_label() if provider in self._registry.names() else provider

    async def _is_free(self, provider: BaseProvider, model: str) -> bool:
        if provider.is_free:
            return True
        await self._pricing.prepare()
        price = self._pricing.price(provider, model) if provider.needs_key else None
        return price is not None and not price.input_per_million and not price.output_per_million


def _require_room(status: CapStatus, held: Sequence[tuple[str, Decimal]], amount: Decimal) -> None:
    if status.state is CapState.REACHED:
        raise SpendLimitReached(in_words(status))
    under_way = sum((each for provider, each in held if status.cap.provider in (None, provider)), Decimal(0))
    if under_way and status.spent.amount + under_way + amount > status.cap.limit:
        raise SpendLimitReached(
            f"{in_words(status)} Responses in progress may cost up to {dollars(under_way)} more,"
            f" and this one up to {dollars(amount)}.",
            hint="Wait for the responses in progress and send it again, or raise the budget in Settings > Usage.",
        )


def _longest_answer(provider: BaseProvider, model: str) -> int:
    """Tokens of the longest answer, by the provider's data on the model."""
    info = provider.model_info(model)
    return (info and info.max_output_tokens) or LONGEST_ANSWER


def amount_in(text: str) -> Decimal:
    """An amount as users type it, such as `$7.50`. Raises InvalidRequest."""
    try:
        return Decimal(text.strip().removeprefix("$").strip())
    except InvalidOperation:
        raise _no_amount() from None


def in_words(status: CapStatus) -> str:
    """The amounts spent and allowed, and the day of the reset."""
    spent, renews = status.spent, status.renews
    text = (
        f"You've spent {dollars(spent.amount)} of your {dollars(status.cap.limit)} monthly budget for {status.label}. "
        f"It resets on {renews:%B} {renews.day} (UTC)."
    )
    if not spent.unpriced:
        return text
    if spent.unpriced == 1:
        return f"{text} 1 request with an unknown price isn't included."
    return f"{text} {spent.unpriced:,} requests with unknown prices aren't included."


def _no_amount() -> InvalidRequest:
    message = f"The budget must be between $0 and ${LARGEST:,}, with up to four decimals."
    return InvalidRequest(message, hint="Enter an amount in US dollars, such as 20 or 7.50.")
