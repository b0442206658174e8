"""The turns of the open conversation."""

import reflex as rx

from rxchat.components.chat.empty_state import empty_chat, empty_chat_skeleton, missing_chat
from rxchat.components.chat.message.message import message
from rxchat.components.chat.message_window import landing, show_earlier, show_later
from rxchat.components.chat.reply.reply import live_feed
from rxchat.state.chat import ChatState


def transcript(*, is_home: bool) -> rx.Component:
    """`is_home` on the front page, where a chat without messages is waited for."""
    waits = ~ChatState.is_hydrated & (rx.State.router.url.path != f"/c/{ChatState.shown_id}")
    empty = "transcript transcript-empty"
    # column-reverse keeps the end in view while an answer grows, and leaves the reader alone once they scroll up.
    return rx.el.div(
        live_feed(),
        rx.el.div(
            rx.cond(
                waits,
                empty_chat_skeleton() if is_home else _skeleton(),
                rx.cond(
                    ChatState.is_missing,
                    missing_chat(),
                    rx.cond(ChatState.messages, _turns(), empty_chat()),
                ),
            ),
            class_name="column",
        ),
        # Not by :has() in the style sheet, which is asked again for each node that an answer brings.
        class_name=rx.cond(
            waits,
            empty if is_home else "transcript",
            rx.cond(ChatState.is_missing, "transcript", rx.cond(ChatState.messages, "transcript", empty)),
        ),
        tab_index=0,
        role="region",
        aria_label="Conversation",
        custom_attrs={"data-keeps-focus": ""},
    )


def _turns() -> rx.Component:
    return rx.fragment(
        show_earlier(),
        rx.foreach(ChatState.messages, message),
        show_later(),
        landing(),
        rx.el.div(
            rx.cond(ChatState.is_running, "Responding…", "Response finished."),
            role="status",
            class_name="visually-hidden",
        ),
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="bone", style={"width": width}) for width in ("40%", "90%", "75%")),
        class_name="skeleton",
        aria_hidden="true",
    )
