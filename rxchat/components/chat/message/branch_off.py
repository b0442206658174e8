"""From a message into a conversation of its own."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState
from rxchat.state.views import MessageView


class BranchOff(rx.Component):
    library = beside(__file__, "branch_off.jsx")
    tag = "BranchOff"
    conversation: rx.Var[int]
    message: rx.Var[int]


def branch_off(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    properties: dict[str, Any] = {"conversation": ChatState.shown_id, "message": view.id}
    return BranchOff.create(**properties)
