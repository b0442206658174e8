"""Move dialog: where chats or a folder go, once a menu asks for it."""

import reflex as rx

from rxchat.components.lib.source import beside


class MoveOpened(rx.Component):
    library = beside(__file__, "move_opener.jsx")
    tag = "MoveOpened"


def move_dialog() -> rx.Component:
    return MoveOpened.create()
