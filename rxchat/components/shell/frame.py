"""The frame of every page: sidebar, header, content."""

import reflex as rx

from rxchat.components.lib.copy_button import copied
from rxchat.components.lib.provider_icon import icon_sprite
from rxchat.components.shell.conversations.conversation_list import conversation_notice
from rxchat.components.shell.folders.move_dialog import move_dialog
from rxchat.components.shell.notice import notice
from rxchat.components.shell.reconnect import connection
from rxchat.components.shell.shortcuts import shortcuts
from rxchat.components.shell.sidebar import sidebar


def frame(header: rx.Component, *content: rx.Component, is_settings: bool = False) -> rx.Component:
    return rx.el.div(
        sidebar(is_settings=is_settings),
        rx.el.div(connection(), header, rx.el.main(*content, class_name="content"), class_name="page"),
        notice(),
        conversation_notice(),
        move_dialog(),
        copied(),
        shortcuts(),
        icon_sprite(),
        class_name="frame",
    )
