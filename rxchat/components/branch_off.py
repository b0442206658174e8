"""From a message into a conversation of its own."""

from typing import Any

import reflex as rx

from rxchat.state.chat import ChatState
from rxchat.state.views import MessageView


class BranchOff(rx.Component):
    library = rx.asset("js/branch_off.jsx").importable_path
    tag = "BranchOff"
    conversation: rx.Var[int]
    message: rx.Var[int]


def branch_off(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    properties: dict[str, Any] = {"conversation": ChatState.shown_id, "message": view.id}
    return BranchOff.create(**properties)
