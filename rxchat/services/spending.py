"""Caps on spending: set by a person for themselves, and asked before anything is asked of a vendor."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from rxchat.db.spend_caps import SpendCapRepository
from rxchat.db.usage_reports import UsageReportRepository
from rxchat.domain.errors import InvalidRequest, SpendLimitReached
from rxchat.domain.money import dollars
from rxchat.domain.spending import CapStanding, CapStatus, SpendCap, Spent
from rxchat.domain.usage_reports import Period
from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.pricing import Pricing

LARGEST: Final = Decimal(1_000_000)
FINEST: Final = Decimal("0.0001")
EVERYTHING: Final = "all providers together"


def _today() -> date:
    return datetime.now(UTC).date()


class SpendingService:
    """The one place that holds every call to the caps, the page's and the API's alike.

    What has been spent is what has been counted: an answer counts when it ends. Several that run side by side can therefore go
    past a cap together, by what they cost. Months are UTC's.
    """

    def __init__(
        self,
        caps: SpendCapRepository,
        reports: UsageReportRepository,
        pricing: Pricing,
        registry: ProviderRegistry,
        today: Callable[[], date] = _today,
    ) -> None:
        self._caps = caps
        self._reports = reports
        self._pricing = pricing
        self._registry = registry
        self._today = today

    async def check(self, user_id: int, provider: BaseProvider, model: str) -> None:
        """Raises SpendLimitReached where this person may not spend more on this provider. What costs nothing is let through."""
        for status in await self.statuses(user_id):
            is_meant = status.cap.provider in (None, provider.name)
            if is_meant and status.standing is CapStanding.REACHED and not await self._is_free(provider, model):
                raise SpendLimitReached(in_words(status))

    async def statuses(self, user_id: int) -> list[CapStatus]:
        """How each cap of this person stands this month, the one on everything first."""
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
        """Raises UnknownProvider, or InvalidRequest where the amount can't be one."""
        if provider is not None:
            self._registry.get(provider)
        if not limit.is_finite() or not 0 <= limit <= LARGEST or limit % FINEST:
            raise _no_amount()
        await self._caps.put(user_id, SpendCap(provider=provider, limit=limit))

    async def remove_cap(self, user_id: int, provider: str | None) -> None:
        """Also of a provider that is not there any more."""
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


def amount_in(text: str) -> Decimal:
    """An amount as a person writes it, such as `$7.50`. Raises InvalidRequest."""
    try:
        return Decimal(text.strip().removeprefix("$").strip())
    except InvalidOperation:
        raise _no_amount() from None


def in_words(status: CapStatus) -> str:
    """What was spent, of what, and when it starts anew."""
    spent, renews = status.spent, status.renews
    told = (
        f"{dollars(spent.amount)} of your {dollars(status.cap.limit)} a month for {status.label} is spent; "
        f"the cap starts anew on {renews.day} {renews:%B} (UTC)."
    )
    if not spent.unpriced:
        return told
    calls = "1 request is" if spent.unpriced == 1 else f"{spent.unpriced:,} requests is"
    return f"{told} The cost of {calls} unknown and not in it."


def _no_amount() -> InvalidRequest:
    message = f"A cap is an amount in US dollars, from 0 to {LARGEST:,}, with four decimals at most."
    return InvalidRequest(message, hint="Such as 20 or 7.50.")
