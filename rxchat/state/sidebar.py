"""Sidebar: what changes in the list of conversations, which loads them from the API by itself, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from rxchat.domain.conversations import Conversation
from rxchat.state.current_user import user_of
from rxchat.state.list_changes import ListChanges
from rxchat.wiring import services


@dataclass(frozen=True)
class ProviderBadge:
    """`icon` is what the provider declares: a name or a drawing."""

    name: str
    label: str
    icon: str


class SidebarState(rx.State):
    """`running` are the conversations with an answer under way. `folders` counts the changes of folders."""

    changes: ListChanges = ListChanges()
    folders: int = 0
    running: list[int] = []  # noqa: RUF012 - Reflex gives each session its own copy
    badges: list[ProviderBadge] = []  # noqa: RUF012
    projects: int = 0  # how often they have changed; the browser loads them itself
    prompts: int = 0  # likewise

    def follow(self, changed: Mapping[int, Conversation | None] | None) -> None:
        """Show these conversations as they are now, None for one that was deleted. None altogether reloads the list."""
        self.changes = self.changes.add(changed)
        self.look()

    def look(self) -> None:
        """Update which answers are being written. The browser loads the list itself."""
        if not self.is_listed:
            self.changes = self.changes.reload()
        running = sorted(services().chat.generations.running_in(user_of(self)))
        if running != self.running:  # setting a var sends it, also where it is the same
            self.running = running
        badges = _badges()
        if badges != self.badges:
            self.badges = badges

    @property
    def is_listed(self) -> bool:
        """Whether this tab was asked to load its list."""
        return self.changes.number > 0


def _badges() -> list[ProviderBadge]:
    """Badges of all providers, disabled ones included: conversations keep their provider."""
    registry = services().providers.registry
    kinds = [registry.get(name) for name in registry.names()]
    return [ProviderBadge(name=kind.name, label=kind.label, icon=kind.icon) for kind in kinds]
