"""What a person said, and the editor in its place."""

import reflex as rx

from rxchat.components.lib.source import beside


class Question(rx.Component):
    """Draws `text` under its images (`images` is how many), its children as tools and "Edit" beside them.

    `wait` says why it cannot be edited now.

    The editor keeps what is typed until `accepted` names the token it was saved with.
    """

    library = beside(__file__, "user_message.jsx")
    tag = "Question"
    message_id: rx.Var[int]
    text: rx.Var[str]
    images: rx.Var[int]
    accepted: rx.Var[str]
    refused: rx.Var[str]
    wait: rx.Var[str]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(int, str, str, list[int])]  # pyright: ignore[reportCallIssue] - it takes any number
