"""Spending: the user's spend caps."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from rxchat.domain.errors import RxchatError
from rxchat.domain.money import dollars
from rxchat.domain.spending import CapState, CapStatus
from rxchat.services.usage.spending_limits import amount_in, in_words
from rxchat.state.current_user import user_of
from rxchat.state.page_events import page_event
from rxchat.wiring import services

EVERYTHING: Final = "All providers"


@dataclass(frozen=True)
class CapView:
    """`provider` is empty for the overall cap; `ref` is the prefix of its models; `width` is the bar's, in percent."""

    provider: str
    ref: str
    label: str
    limit: str
    standing: str
    percent: int
    width: int
    summary: str
    is_noticed: bool


@dataclass(frozen=True)
class CapScope:
    provider: str
    label: str


class SpendState(rx.State):
    """The caps, and the error of the last input."""

    caps: list[CapView] = []  # noqa: RUF012
    scopes: list[CapScope] = []  # noqa: RUF012
    fault: str = ""
    word: str = ""

    @page_event
    async def load(self) -> None:
        self.fault = self.word = ""
        self.scopes = [CapScope(provider="", label=EVERYTHING), *_scopes()]
        await self.refresh()

    @page_event
    async def notice(self) -> None:
        """Load the caps for the chat page, which shows those that are nearly or fully used."""
        await self.refresh()

    @page_event
    async def save(self, form: dict[str, Any]) -> None:
        """`form` has `provider`, empty for the overall cap, and `amount`, as typed."""
        provider = str(form.get("provider", "")) or None
        self.fault = self.word = ""
        try:
            limit = amount_in(str(form.get("amount", "")))
            await services().usage.spending.set_cap(user_of(self), provider, limit)
        except RxchatError as error:
            self.fault = f"{error.message} {error.hint}".strip()
            return
        self.word = f"Budget set to {dollars(limit)} per month"
        await self.refresh()

    @page_event
    async def remove(self, provider: str) -> None:
        await services().usage.spending.remove_cap(user_of(self), provider or None)
        self.fault, self.word = "", "Budget removed"
        await self.refresh()

    async def refresh(self) -> None:
        views = [_view(status) for status in await services().usage.spending.statuses(user_of(self))]
        if views != self.caps:  # setting a var sends it, also where it is the same
            self.caps = views


def _scopes() -> list[CapScope]:
    registry = services().providers.registry
    providers = [registry.get(name) for name in registry.names()]
    return [CapScope(provider=one.name, label=one.marked_label()) for one in providers if one.needs_key]


def _view(status: CapStatus) -> CapView:
    cap = status.cap
    return CapView(
        provider=cap.provider or "",
        ref=f"{cap.provider}:" if cap.provider else "",
        label=status.label if cap.provider else EVERYTHING,
        limit=f"{dollars(cap.limit)} per month",
        standing=status.state.value,
        percent=status.percent,
        width=min(status.percent, 100),
        summary=in_words(status),
        is_noticed=status.state is not CapState.OK,
    )
