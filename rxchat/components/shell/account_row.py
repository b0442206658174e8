"""Account row: who is signed in, at the foot of the sidebar, and the way to the settings."""

import reflex as rx

from rxchat.components.lib.source import beside


class AccountRow(rx.Component):
    """Asks the API for the name. Its menu is fetched when it is opened."""

    library = beside(__file__, "account_row.jsx")
    tag = "AccountRow"


def account_row(*, is_settings: bool) -> rx.Component:
    return rx.el.div(
        AccountRow.create(),
        rx.el.button(
            rx.icon("settings", size=18, aria_hidden="true"),
            class_name="icon-button settings-button",
            type="button",
            title="Settings",
            aria_label="Settings",
            custom_attrs={"data-leaves": "", **({"aria-current": "page"} if is_settings else {})},
            on_click=rx.redirect("/settings"),
        ),
        class_name="account-row",
    )
