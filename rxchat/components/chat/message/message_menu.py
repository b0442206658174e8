"""The menu of a message: copying, changing and deleting it."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState
from rxchat.state.views import MessageView


class MessageOptions(rx.Component):
    """The button. A right click on the message, or a long press, opens the same menu (`shell/early/context_menus.js`)."""

    library = beside(__file__, "message_options.jsx")
    tag = "MessageOptions"
    message_id: rx.Var[int]
    text: rx.Var[str]
    is_shut: rx.Var[bool]


def message_options(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    properties: dict[str, Any] = {"message_id": view.id, "text": view.text, "is_shut": ChatState.is_running}
    return MessageOptions.create(**properties)
