"""Sidebar: signals to the list of conversations, which loads the conversations itself from the API, page by page."""

from dataclasses import dataclass

import reflex as rx

from rxchat.state.current_user import user_of
from rxchat.wiring import services


@dataclass(frozen=True)
class ProviderBadge:
    """`icon` is a lucide icon's name."""

    name: str
    label: str
    icon: str


class SidebarState(rx.State):
    """`changes` counts the events that require a reload of the list; `running` are the conversations with an answer under way."""

    changes: int = 0
    running: list[int] = []  # noqa: RUF012 - Reflex gives each session its own copy
    badges: list[ProviderBadge] = []  # noqa: RUF012

    def refresh(self) -> None:
        """Make the list reload."""
        self.changes += 1
        self.look()

    def look(self) -> None:
        """Update which answers are being written. The browser loads the list itself."""
        if not self.changes:
            self.changes = 1
        running = sorted(services().chat.generations.running_in(user_of(self)))
        if running != self.running:  # setting a var sends it, also where it is the same
            self.running = running
        badges = _badges()
        if badges != self.badges:
            self.badges = badges


def _badges() -> list[ProviderBadge]:
    """Badges of all providers, disabled ones included: conversations keep their provider."""
    registry = services().providers.registry
    kinds = [registry.get(name) for name in registry.names()]
    return [ProviderBadge(name=kind.name, label=kind.label, icon=kind.icon) for kind in kinds]
