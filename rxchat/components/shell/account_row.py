"""Account row: who is signed in, at the foot of the sidebar, and the way to the settings."""

import reflex as rx

from rxchat.components.lib.link import place_link
from rxchat.components.lib.source import beside
from rxchat.state.sidebar import SidebarState


class AccountRow(rx.Component):
    """Asks the API for the name. Its menu is fetched when it is opened."""

    library = beside(__file__, "account_row.jsx")
    tag = "AccountRow"
    is_due: rx.Var[bool]


def account_row() -> rx.Component:
    return rx.el.div(
        AccountRow.create(is_due=SidebarState.changes.number > 0),
        place_link(
            rx.icon("settings", size=18, aria_hidden="true"),
            to="/settings",
            class_name="icon-button settings-button",
            title="Settings",
            aria_label="Settings",
        ),
        class_name="account-row",
    )
