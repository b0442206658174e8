"""The frame round every page, which stays while one page follows another, and the pages' own part of it."""

from collections.abc import Sequence

import reflex as rx

from rxchat.components.lib.copy_button import copied
from rxchat.components.lib.provider_icon import icon_sprite
from rxchat.components.prompts.prompt_editor import prompt_editor_opened
from rxchat.components.shell.conversations.conversation_list import conversation_notice
from rxchat.components.shell.folders.move_dialog import move_dialog
from rxchat.components.shell.notice import notice
from rxchat.components.shell.palette.palette import command_palette
from rxchat.components.shell.reconnect import connection
from rxchat.components.shell.shortcuts import shortcuts
from rxchat.components.shell.sidebar import sidebar


def frame(settings: Sequence[tuple[str, str]]) -> rx.Component:
    """What Reflex draws the page in, as its last child. `settings` are the names and addresses of the settings' pages."""
    return rx.el.div(
        sidebar(),
        notice(),
        conversation_notice(),
        move_dialog(),
        prompt_editor_opened(),
        copied(),
        shortcuts(),
        icon_sprite(),
        command_palette(settings),
        class_name="frame",
    )


def page(header: rx.Component, *content: rx.Component, beside: rx.Component | None = None) -> rx.Component:
    return rx.fragment(
        rx.el.div(connection(), header, rx.el.main(*content, class_name="content"), class_name="page"),
        beside or rx.fragment(),
    )
