"""Spending limits: caps that users set for themselves, checked before every call."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.errors import InvalidRequest, SpendLimitReached
from rxchat.domain.money import dollars
from rxchat.domain.requests import ChatRequest
from rxchat.domain.spending import LARGEST_AMOUNT, CallContext, CapState, CapStatus, SpendCap, Spent, is_amount
from rxchat.domain.timestamps import utc_today
from rxchat.domain.usage_reports import Period
from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.reservations import Reservation

EVERYTHING: Final = "all providers"
LONGEST_ANSWER: Final = 32_000
"""Tokens to reserve for a model whose longest answer is unknown."""
_RAISE: Final = "raise the budget in Settings > Usage"
_RAISE_IN_PROJECT: Final = "raise the budget on the project's page"
_RAISE_FOR_TOKEN: Final = "create a token with a higher budget in Settings > Account"
_PROJECT_HINT: Final = f"{_RAISE_IN_PROJECT.capitalize()}, move the chat out of the project, or switch to a free model."
_TOKEN_HINT: Final = "Create a token with a higher budget in Settings > Account, or switch to a free model."
_NO_CONTEXT: Final = CallContext()


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
        context: CallContext = _NO_CONTEXT,
    ) -> Reservation:
        """Reserve the cost of a call until it is released: by its `request`, or by what is known so far.

        Free calls are always allowed. Raises SpendLimitReached if a cap is reached, or would be together with running calls.
        """
        async with self._locks[user_id]:
            # Read first: a call recorded in between would be in neither figure.
            held = [
                (each.provider, each.project_id, each.token_id, each.amount)
                for each in self._running.get(user_id, [])
                if each.amount
            ]
            all_caps = await self.statuses(user_id, context)
            project_id = next((each.cap.project_id for each in all_caps if each.cap.project_id is not None), None)
            statuses = [each for each in all_caps if each.cap.covers(provider.name, project_id, context.token_id)]
            if not statuses or await self._is_free(provider, model):
                return Reservation(provider.name, None, 0)
            price, longest = self._pricing.price(provider, model), _longest_answer(provider, model)
            reservation = Reservation(provider.name, price, longest, project_id, context.token_id)
            if request is not None:
                reservation.expect_request(request)
            else:
                reservation.expect(characters=characters, max_tokens=max_tokens)
            for status in statuses:
                _require_room(status, held, reservation.amount)
            kept = [each for each in self._running.get(user_id, []) if each.amount]
            self._running[user_id] = [*kept, reservation]
            return reservation

    async def statuses(self, user_id: int, context: CallContext = _NO_CONTEXT) -> list[CapStatus]:
        """The state of the user's caps this month, the overall one first, that of the call's project or token last."""
        caps = await self._caps.list_of(user_id, context)
        if not caps:
            return []
        month, renews = self._month()
        by_provider = await self._reports.spent(user_id, month)
        statuses: list[CapStatus] = []
        for cap in caps:
            if cap.project_id is not None or cap.token_id is not None:
                spent = _sum((await self._reports.spent(user_id, month, cap.project_id, cap.token_id)).values())
            else:
                spent = _sum(by_provider.values()) if cap.provider is None else by_provider.get(cap.provider, Spent())
            statuses.append(CapStatus(cap=cap, label=self._label(cap), spent=spent, renews=renews))
        return statuses

    def _month(self) -> tuple[Period, date]:
        """This month, and the first day of the next one."""
        first = self._today().replace(day=1)
        renews = (first + timedelta(days=31)).replace(day=1)
        return Period(start=first, end=renews), renews

    async def set_cap(self, user_id: int, provider: str | None, limit: Decimal) -> None:
        """Raises UnknownProvider, or InvalidRequest for an invalid amount."""
        if provider is not None:
            self._registry.get(provider)
        require_amount(limit)
        await self._caps.put(user_id, SpendCap(provider=provider, limit=limit))

    async def remove_cap(self, user_id: int, provider: str | None) -> None:
        """Also for a provider that no longer exists."""
        await self._caps.delete(user_id, provider)

    def _label(self, cap: SpendCap) -> str:
        if cap.project_id is not None:
            return f"the project “{cap.name or 'Untitled'}”"
        if cap.token_id is not None:
            return f"the token “{cap.name}”"
        provider = cap.provider
        if provider is None:
            return EVERYTHING
        return self._registry.get(provider).marked_label() if provider in self._registry.names() else provider

    async def _is_free(self, provider: BaseProvider, model: str) -> bool:
        if provider.is_free:
            return True
        await self._pricing.prepare()
        price = self._pricing.price(provider, model) if provider.needs_key else None
        return price is not None and not price.input_per_million and not price.output_per_million


def require_amount(limit: Decimal) -> None:
    """Raises InvalidRequest for an amount that is no monthly limit."""
    if not is_amount(limit):
        raise _no_amount()


def _sum(spent: Iterable[Spent]) -> Spent:
    each = list(spent)
    return Spent(amount=sum((one.amount for one in each), Decimal(0)), unpriced=sum(one.unpriced for one in each))


def _require_room(status: CapStatus, held: Sequence[tuple[str, int | None, int | None, Decimal]], amount: Decimal) -> None:
    if status.state is CapState.REACHED:
        raise SpendLimitReached(in_words(status), hint=_hint(status.cap))
    under_way = sum((each for provider, project, token, each in held if status.cap.covers(provider, project, token)), Decimal(0))
    if under_way and status.spent.amount + under_way + amount > status.cap.limit:
        raise SpendLimitReached(
            f"{in_words(status)} Responses in progress may cost up to {dollars(under_way)} more,"
            f" and this one up to {dollars(amount)}.",
            hint=f"Wait for the responses in progress and send it again, or {_way_out(status.cap)}.",
        )


def _hint(cap: SpendCap) -> str | None:
    if cap.project_id is not None:
        return _PROJECT_HINT
    return _TOKEN_HINT if cap.token_id is not None else None


def _way_out(cap: SpendCap) -> str:
    if cap.project_id is not None:
        return _RAISE_IN_PROJECT
    return _RAISE_FOR_TOKEN if cap.token_id is not None else _RAISE


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
    message = f"The budget must be between $0 and ${LARGEST_AMOUNT:,}, with up to four decimals."
    return InvalidRequest(message, hint="Enter an amount in US dollars, such as 20 or 7.50.")
