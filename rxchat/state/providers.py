"""The providers as the settings show them."""

import reflex as rx

from rxchat.state.sidebar import SidebarState
from rxchat.state.views import ProviderView, broken_view, provider_view
from rxchat.wiring import services


class ProviderState(rx.State):
    """Every provider that was found, broken ones included."""

    providers: list[ProviderView] = []  # noqa: RUF012

    @rx.event
    async def load(self) -> None:
        registry, factory = services().registry, services().factory
        self.providers = [
            *(provider_view(factory.create(name)) for name in registry.names()),
            *(broken_view(name, error) for name, error in registry.broken.items()),
        ]
        await (await self.get_state(SidebarState)).refresh()
