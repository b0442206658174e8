"""The line above a page."""

import reflex as rx

from rxchat.components.chat.message.answer_settings import answer_settings
from rxchat.components.chat.models.model_selector import model_selector
from rxchat.components.shell.conversations.conversation_list import chat_menu, conversation_title
from rxchat.components.shell.shortcut_table import keys_of
from rxchat.components.shell.theme_menu import theme_menu


def chat_header() -> rx.Component:
    return header(conversation_title(), answer_settings(), model_selector(), chat_menu())


def header(title: rx.Component | str, *extras: rx.Component) -> rx.Component:
    return rx.el.header(
        rx.el.button(
            rx.icon("panel-left", size=18, aria_hidden="true"),
            class_name="icon-button open-sidebar",
            type="button",
            aria_label="Open sidebar",
            title=f"Open sidebar ({keys_of('sidebar')})",
            custom_attrs={"data-toggles": "sidebar", "aria-controls": "sidebar"},
        ),
        rx.el.h1(title, class_name="title"),
        *extras,
        theme_menu(),
        rx.el.button(
            rx.icon("square-pen", size=18, aria_hidden="true"),
            class_name="icon-button header-new-chat",
            type="button",
            aria_label="Start a chat",
            title="Start a chat",
            on_click=rx.redirect("/"),
        ),
        class_name="header",
    )
