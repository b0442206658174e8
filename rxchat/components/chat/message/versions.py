"""The way between the versions of a message."""

from typing import Any, Final

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.views import MessageView

WAIT: Final = "Available when the response is finished."
"""Why nothing can be edited or leafed through meanwhile."""


class Versions(rx.Component):
    """Two arrows with `2 of 3` between them. They keep the focus when the other version comes."""

    library = beside(__file__, "versions.jsx")
    tag = "Versions"
    message_id: rx.Var[int]
    version: rx.Var[str]
    previous_id: rx.Var[int]
    next_id: rx.Var[int]
    wait: rx.Var[str]
    on_show: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def versions(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    """Nothing for a message that was said only once."""
    properties: dict[str, Any] = {
        "message_id": view.id,
        "version": view.version,
        "previous_id": view.previous_id,
        "next_id": view.next_id,
        "wait": rx.cond(ChatState.is_running, WAIT, ""),
        "on_show": BranchState.show,
    }
    return rx.cond(view.version, Versions.create(**properties))
