"""Where a person types."""

from typing import Any

import reflex as rx

from rxchat.components.chat.spend_warning import spend_warnings
from rxchat.components.lib.source import beside
from rxchat.domain.images import LARGEST_IMAGE, LARGEST_SUM, MOST_IMAGES
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.sending import SendingState

LIMITS = {"most": MOST_IMAGES, "largest": LARGEST_IMAGE, "sum": LARGEST_SUM}


class Composer(rx.Component):
    """A growing text field that keeps its draft, with the images attached to it, in the browser until `accepted` names the token
    it was sent with. `shown` changes with the messages, also where an answer starts and ends between two frames. `model` says
    whether the chosen one takes images, and which one like it does. `open` is the conversation on the page.
    """

    library = beside(__file__, "composer.jsx")
    tag = "Composer"
    accepted: rx.Var[str]
    refused: rx.Var[str]
    unsent: rx.Var[str]
    is_running: rx.Var[bool]
    open: rx.Var[int]
    shown: rx.Var[str]
    is_connected: rx.Var[bool]
    limits: rx.Var[dict[str, int]]
    model: rx.Var[dict[str, Any]]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(str, str, list[int])]  # pyright: ignore[reportCallIssue] - it takes any number
    on_find_sent: rx.EventHandler[rx.event.passthrough_event_spec(str, str, list[int])]  # pyright: ignore[reportCallIssue]
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]
    on_switch: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue]


def composer() -> rx.Component:
    properties: dict[str, Any] = {
        "accepted": SendingState.accepted,
        "refused": SendingState.refused,
        "unsent": SendingState.unsent,
        "is_running": ChatState.is_running,
        "open": ChatState.shown_id,
        "shown": f"{ChatState.messages[-1].id} {ChatState.messages[-1].status}",
        "is_connected": ChatState.is_hydrated,
        "limits": LIMITS,
        "model": {
            "ref": ModelState.chosen,
            "name": ModelState.chosen_name,
            "isBlind": ModelState.is_blind,
            "seeing": {"ref": ModelState.seeing, "name": ModelState.seeing_name},
        },
        "on_send": SendingState.send,
        "on_find_sent": SendingState.find_sent,
        "on_stop": ChatState.stop,
        "on_switch": ModelState.choose,
    }
    return rx.el.div(
        rx.cond(ModelState.note != "", rx.el.p(ModelState.note, class_name="model-note", role="status")),
        spend_warnings(),
        Composer.create(**properties),
        rx.el.p("AI can make mistakes. Double-check important information.", class_name="composer-note"),
        class_name="composer-bar",
    )
