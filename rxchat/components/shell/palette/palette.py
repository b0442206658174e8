"""The command palette: Ctrl+K finds chats, messages, projects, folders, prompts, models, settings and what can be done."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.components.shell.shortcut_table import SHORTCUTS
from rxchat.state.models import ModelState
from rxchat.state.sidebar import ProviderBadge, SidebarState


class CommandPalette(rx.Component):
    """Waits for its shortcut: the palette's code is fetched while the page is idle, or when it is first wanted."""

    library = beside(__file__, "palette_opener.jsx")
    tag = "PaletteOpener"
    keys: rx.Var[dict[str, str]]
    badges: rx.Var[list[ProviderBadge]]
    settings: rx.Var[list[tuple[str, str]]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue] - it takes any number


def command_palette(settings: Sequence[tuple[str, str]]) -> rx.Component:
    """`settings` are the names and addresses of the settings' pages."""
    properties: dict[str, Any] = {
        "settings": list(settings),
        "keys": {each.action: each.keys for each in SHORTCUTS if each.action},
        "badges": SidebarState.badges,
        "on_choose": ModelState.choose,
    }
    return CommandPalette.create(**properties)
