"""Settings layout: the tabs, each a page with its own path."""

from collections.abc import Sequence

import reflex as rx
from reflex_base.utils.imports import ImportDict

from rxchat.components.lib.link import link
from rxchat.components.lib.source import sheets_beside
from rxchat.components.shell.frame import page
from rxchat.components.shell.header import header


class SettingsSheets(rx.Fragment):
    """Draws nothing. The sheets are a fifth of all, and no chat needs them."""

    def add_imports(self) -> ImportDict:
        return {"": [*sheets_beside(__file__)]}


def settings_layout(tabs: Sequence[tuple[str, str]], name: str, content: rx.Component) -> rx.Component:
    """`tabs` are names and addresses, `name` the one that is shown."""
    return page(
        header("Settings"),
        SettingsSheets.create(),
        rx.el.div(
            rx.el.div(
                *(_tab(tab, address, is_shown=tab == name) for tab, address in tabs),
                class_name="tabs",
                role="tablist",
                aria_label="Settings",
            ),
            rx.el.div(content, id="settings-panel", role="tabpanel", aria_label=name, tab_index=0),
            class_name="scroll settings-layout",
        ),
    )


def _tab(name: str, address: str, *, is_shown: bool) -> rx.Component:
    first, and_, rest = name.partition(" & ")
    return link(
        first,
        *([rx.el.span(f"{and_}{rest}", class_name="tab-rest")] if rest else []),
        to=address,
        role="tab",
        class_name="tab",
        custom_attrs={"aria-selected": "true" if is_shown else "false", "aria-controls": "settings-panel"},
    )
