"""Kept lists: the share links, and the deleted chats, in Settings, Data."""

import reflex as rx

from rxchat.components.lib.source import beside


class SharedLinks(rx.Component):
    library = beside(__file__, "shared_links.jsx")
    tag = "SharedLinks"


class Trash(rx.Component):
    library = beside(__file__, "trash.jsx")
    tag = "Trash"


def kept_lists() -> rx.Component:
    return rx.fragment(
        rx.el.h2("Shared links"),
        rx.el.section(
            rx.el.p("Anyone with a link can view the shared chat. Revoke a link to turn it off.", class_name="quiet"),
            SharedLinks.create(),
            class_name="card",
            aria_label="Shared links",
        ),
        rx.el.h2("Recently deleted", id="trash"),
        rx.el.section(
            rx.el.p("Deleted chats are kept for 30 days, then permanently deleted.", class_name="quiet"),
            Trash.create(),
            class_name="card",
            aria_label="Recently deleted",
        ),
    )
