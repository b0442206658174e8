"""Conversations, and the way to new ones and to the settings."""

import reflex as rx

from rxchat.components.lib.link import place_link
from rxchat.components.shell.account_row import account_row
from rxchat.components.shell.conversations.conversation_list import conversation_list
from rxchat.components.shell.shortcut_table import keys_of


def sidebar() -> rx.Component:
    return rx.fragment(
        rx.el.aside(
            rx.el.div(
                rx.el.span(rx.el.img(src="/favicon.svg", alt="", width="20", height="20"), "rxchat", class_name="brand"),
                rx.el.button(
                    rx.icon("panel-left", size=18, aria_hidden="true"),
                    class_name="icon-button",
                    type="button",
                    aria_label="Close sidebar",
                    title=f"Close sidebar ({keys_of('sidebar')})",
                    custom_attrs={"data-toggles": "sidebar"},
                ),
                class_name="sidebar-head",
            ),
            rx.el.button(
                rx.icon("plus", size=16, aria_hidden="true"),
                "New chat",
                class_name="new-chat",
                type="button",
                title=f"New chat ({keys_of('new-chat')})",
                custom_attrs={"data-shortcut": "new-chat", "data-leaves": ""},
                on_click=rx.redirect("/"),
            ),
            conversation_list(),
            _prompts(),
            account_row(),
            id="sidebar",
            class_name="sidebar",
            aria_label="Sidebar",
        ),
        rx.el.div(class_name="scrim", custom_attrs={"data-toggles": "sidebar"}, aria_hidden="true"),
    )


def _prompts() -> rx.Component:
    icon = rx.icon("text-quote", size=16, aria_hidden="true")
    return place_link(icon, "Prompts", to="/prompts", class_name="sidebar-item")
