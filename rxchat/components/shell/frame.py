"""The frame of every page: sidebar, header, content."""

import reflex as rx

from rxchat.components.lib.copy_button import copied
from rxchat.components.lib.provider_icon import icon_sprite
from rxchat.components.prompts.prompt_editor import prompt_editor_opened
from rxchat.components.shell.conversations.conversation_list import conversation_notice
from rxchat.components.shell.folders.move_dialog import move_dialog
from rxchat.components.shell.notice import notice
from rxchat.components.shell.reconnect import connection
from rxchat.components.shell.shortcuts import shortcuts
from rxchat.components.shell.sidebar import sidebar


def frame(header: rx.Component, *content: rx.Component, beside: rx.Component | None = None, current: str = "") -> rx.Component:
    """`current` is the item of the sidebar that the page belongs to: `prompts` or `settings`."""
    return rx.el.div(
        sidebar(current),
        rx.el.div(connection(), header, rx.el.main(*content, class_name="content"), class_name="page"),
        beside or rx.fragment(),
        notice(),
        conversation_notice(),
        move_dialog(),
        prompt_editor_opened(),
        copied(),
        shortcuts(),
        icon_sprite(),
        class_name="frame",
    )
