"""What a person said, and the editor in its place."""

import reflex as rx


class Question(rx.Component):
    """Draws `text`, its children as tools and "Edit" beside them. `wait` says why it cannot be edited now.

    The editor keeps what is typed until `accepted` names the token it was saved with.
    """

    library = rx.asset("js/question.jsx").importable_path
    tag = "Question"
    message_id: rx.Var[int]
    text: rx.Var[str]
    accepted: rx.Var[str]
    refused: rx.Var[str]
    wait: rx.Var[str]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(int, str, str)]  # pyright: ignore[reportCallIssue] - it takes any number
