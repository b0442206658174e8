"""Spending: the user's spend caps."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from rxchat.domain.errors import RxchatError
from rxchat.domain.money import dollars
from rxchat.domain.spending import CallContext, CapState, CapStatus
from rxchat.services.usage.spending_limits import amount_in, in_words
from rxchat.state.current_user import user_of
from rxchat.state.page_events import page_event
from rxchat.wiring import services

EVERYTHING: Final = "All providers"


@dataclass(frozen=True)
class CapView:
    """`provider` is empty for the overall cap and a project's; `ref` is the prefix of its models, and
    `width` the bar's, in percent. `note` is what the composer shows.
    """

    provider: str
    ref: str
    label: str
    limit: str
    standing: str
    percent: int
    width: int
    summary: str
    note: str
    is_noticed: bool


@dataclass(frozen=True)
class CapScope:
    provider: str
    label: str


class SpendState(rx.State):
    """The caps, that of the open project apart from the others, and the error of the last input."""

    caps: list[CapView] = []  # noqa: RUF012
    project_caps: list[CapView] = []  # noqa: RUF012 - one at most
    scopes: list[CapScope] = []  # noqa: RUF012
    fault: str = ""
    word: str = ""
    _project_id: int = 0

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

    async def follow(self, project_id: int) -> None:
        """Show the cap of this project as well: that of the page, or of the open conversation; 0 for none."""
        if project_id != self._project_id:
            self._project_id = project_id
            await self.refresh()

    async def refresh(self) -> None:
        context = CallContext(project_id=self._project_id or None)
        statuses = await services().usage.spending.statuses(user_of(self), context)
        views = [_view(status) for status in statuses if status.cap.project_id is None]
        of_project = [_view(status) for status in statuses if status.cap.project_id is not None]
        if views != self.caps:  # setting a var sends it, also where it is the same
            self.caps = views
        if of_project != self.project_caps:
            self.project_caps = of_project


def _scopes() -> list[CapScope]:
    registry = services().providers.registry
    providers = [registry.get(name) for name in registry.names()]
    return [CapScope(provider=one.name, label=one.marked_label()) for one in providers if one.needs_key]


def _view(status: CapStatus) -> CapView:
    cap, summary = status.cap, in_words(status)
    is_reached = status.state is CapState.REACHED
    return CapView(
        provider=cap.provider or "",
        ref=f"{cap.provider}:" if cap.provider else "",
        label=status.label if cap.provider else EVERYTHING,
        limit=f"{dollars(cap.limit)} per month",
        standing=status.state.value,
        percent=status.percent,
        width=min(status.percent, 100),
        summary=summary,
        note=f"{summary} Paid models are blocked until then, or until you raise the budget." if is_reached else summary,
        is_noticed=status.state is not CapState.OK,
    )
