"""Where a person types."""

from typing import Any

import reflex as rx

from rxchat.components.spend_warning import spend_warnings
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState


class Composer(rx.Component):
    """A growing text field that keeps its draft in the browser until `accepted` names the token it was sent with."""

    library = rx.asset("js/composer.jsx").importable_path
    tag = "Composer"
    accepted: rx.Var[str]
    refused: rx.Var[str]
    is_running: rx.Var[bool]
    is_connected: rx.Var[bool]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # pyright: ignore[reportCallIssue] - it takes any number
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]


def composer() -> rx.Component:
    properties: dict[str, Any] = {
        "accepted": ChatState.accepted,
        "refused": ChatState.refused,
        "is_running": ChatState.is_running,
        "is_connected": ChatState.is_hydrated,
        "on_send": ChatState.send,
        "on_stop": ChatState.stop,
    }
    return rx.el.div(
        rx.cond(ModelState.note != "", rx.el.p(ModelState.note, class_name="model-note", role="status")),
        spend_warnings(),
        Composer.create(**properties),
        rx.el.p("Models make mistakes. Check what matters.", class_name="composer-note"),
        class_name="composer-bar",
    )
