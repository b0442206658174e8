"""Who is asking: the one place where a handler learns whose data it may touch."""

import reflex as rx

from rxchat.wiring import services


def user_of(state: rx.State) -> int:  # noqa: ARG001 - signing in will read the session from it
    """The person behind an event."""
    return services().user_id
