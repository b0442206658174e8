"""Providers: their status on the settings page."""

from collections.abc import Sequence

import reflex as rx

from rxchat.domain.providers import ProviderStatus
from rxchat.state.current_user import user_of
from rxchat.state.page_events import page_event
from rxchat.state.provider_views import ProviderView, in_order, provider_view
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import services


class ProviderState(rx.State):
    """All providers, broken ones included. Keys are never part of the state: the API returns only a hint."""

    providers: list[ProviderView] = []  # noqa: RUF012
    listed_count: int = 0
    is_read_only: bool = False
    _adding: str = ""

    @page_event
    async def load(self) -> None:
        self._adding = ""
        self._show(in_order(self._views(await services().providers.status.all(user_of(self)))))
        (await self.get_state(SidebarState)).look()

    @page_event
    async def choose(self, name: str) -> None:
        """Show this provider in the dialog that adds one, and keep it out of the list until another one, or none, is chosen."""
        self._adding = name if any(view.name == name for view in self.providers) else ""
        self.refresh(await services().providers.status.all(user_of(self)))

    def refresh(self, statuses: Sequence[ProviderStatus]) -> None:
        """Update the status in a tab that shows it."""
        self._show(in_order(self._views(statuses), before=self.providers, adding=self._adding))

    def _show(self, views: list[ProviderView]) -> None:
        if views != self.providers:  # setting a var sends it, also where it is the same
            self.providers = views
            self.listed_count = sum(view.is_listed for view in views)

    def _views(self, statuses: Sequence[ProviderStatus]) -> list[ProviderView]:
        registry = services().providers.registry
        names = set(registry.names())
        self.is_read_only = services().providers.settings.is_read_only
        is_shadowed = services().providers.endpoints.is_shadowed

        def view(one: ProviderStatus) -> ProviderView:
            is_known = one.name in names
            provider = registry.get(one.name) if is_known else None
            return provider_view(one, provider, is_shadowed=not is_known and is_shadowed(one.name))

        return [view(one) for one in statuses]
