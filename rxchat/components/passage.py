"""The way through a conversation of which not all is on the page."""

from typing import Any

import reflex as rx

from rxchat.state.transcript import TranscriptState

_IS_AWAY = TranscriptState.has_later | TranscriptState.is_aside


class Landing(rx.Component):
    """Draws nothing: brings the message that was looked for into view, marks it for a moment and gives it the focus."""

    library = rx.asset("js/landing.jsx").importable_path
    tag = "Landing"
    sought: rx.Var[int]
    is_away: rx.Var[bool]


def landing() -> rx.Component:
    """Comes after the messages: they are there when it looks for one."""
    properties: dict[str, Any] = {"sought": TranscriptState.sought_id, "is_away": _IS_AWAY}
    return Landing.create(**properties)


def show_earlier() -> rx.Component:
    return rx.cond(TranscriptState.has_earlier, _more("Show earlier messages", TranscriptState.show_earlier))


def show_later() -> rx.Component:
    return rx.cond(TranscriptState.has_later, _more("Show later messages", TranscriptState.show_later))


def passage_bar() -> rx.Component:
    """Says where in the conversation the page is, unless that is its end."""
    return rx.el.div(
        rx.cond(
            _IS_AWAY,
            rx.el.div(
                rx.el.p(
                    rx.cond(
                        TranscriptState.is_aside,
                        "Another branch. What you send goes on from here.",
                        "Earlier in the conversation.",
                    )
                ),
                rx.el.button(
                    rx.cond(TranscriptState.is_aside, "Current branch", "Go to the newest"),
                    class_name="action",
                    type="button",
                    on_click=TranscriptState.show_newest,
                ),
                class_name="passage-bar",
            ),
        ),
        role="status",
    )


def _more(name: str, on_click: Any) -> rx.Component:
    return rx.el.button(name, class_name="action earlier", type="button", on_click=on_click)
