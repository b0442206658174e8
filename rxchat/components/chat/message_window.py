"""The way through a conversation of which not all is on the page."""

from typing import Any, Literal

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.transcript import TranscriptState

_IS_AWAY = TranscriptState.has_later | TranscriptState.is_aside


class Landing(rx.Component):
    """Draws nothing: brings the message that was looked for into view, marks it for a moment and gives it the focus."""

    library = beside(__file__, "scroll_to_message.jsx")
    tag = "Landing"
    sought: rx.Var[int]
    is_away: rx.Var[bool]


def landing() -> rx.Component:
    """Comes after the messages: they are there when it looks for one."""
    properties: dict[str, Any] = {"sought": TranscriptState.sought_id, "is_away": _IS_AWAY}
    return Landing.create(**properties)


def show_earlier() -> rx.Component:
    return rx.cond(TranscriptState.has_earlier, _more("older", TranscriptState.show_earlier))


def show_later() -> rx.Component:
    return rx.cond(TranscriptState.has_later, _more("newer", TranscriptState.show_later))


def passage_bar() -> rx.Component:
    """Says that another branch is looked at, and leads back."""
    return rx.el.div(
        rx.cond(
            TranscriptState.is_aside,
            rx.el.div(
                rx.el.p("You're viewing another branch. Replies continue from here."),
                rx.el.button("Back to current branch", class_name="action", type="button", on_click=TranscriptState.show_newest),
                class_name="passage-bar",
            ),
        ),
        role="status",
    )


class Jump(rx.Component):
    """A button over the composer that leads to the end, where that is out of sight."""

    library = beside(__file__, "jump_to_latest.jsx")
    tag = "Jump"
    is_away: rx.Var[bool]
    is_running: rx.Var[bool]
    on_newest: rx.EventHandler[rx.event.no_args_event_spec]


def jump() -> rx.Component:
    properties: dict[str, Any] = {
        "is_away": TranscriptState.has_later & ~TranscriptState.is_aside,
        "is_running": TranscriptState.is_running,
        "on_newest": TranscriptState.show_newest,
    }
    return Jump.create(**properties)


def _more(which: Literal["older", "newer"], on_click: Any) -> rx.Component:
    """A button, and on paper the word that these messages are missing."""
    return rx.fragment(
        rx.el.button(f"Load {which} messages", class_name="action earlier", type="button", on_click=on_click),
        rx.el.p(f"The {which} messages of this chat weren't loaded, so they're missing here.", class_name="not-printed"),
    )
