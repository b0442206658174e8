"""When a message was sent."""

import reflex as rx

from rxchat.components.lib.source import beside


class MessageTime(rx.Component):
    """`at` is RFC 3339."""

    library = beside(__file__, "message_time.jsx")
    tag = "MessageTime"
    at: rx.Var[str]


def message_time(at: rx.Var[str]) -> rx.Component:
    properties = {"at": at}
    return MessageTime.create(**properties)
