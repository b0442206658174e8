"""Page events: handlers declare themselves as what a page may call. Reflex makes a handler of every public method of a state.

The guard lets these through and nothing else. States that show the open conversation say so as well: it's loaded before any of
their handlers runs.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import reflex as rx

_handlers: set[Callable[..., Any]] = set()
_chat_states: set[str] = set()

S = TypeVar("S", bound=type[rx.State])

if TYPE_CHECKING:
    page_event = rx.event
else:

    def page_event(handler: Callable[..., Any] | None = None, **options: Any) -> Any:
        """`rx.event`, for a handler that a page may call."""

        def declared(method: Callable[..., Any]) -> Any:
            _handlers.add(method)
            return rx.event(method, **options)

        return declared if handler is None else declared(handler)


def shows_chat(state: S) -> S:
    """Declare a state to be about the open conversation."""
    _chat_states.add(state.get_full_name())
    return state


def is_declared(handler: Callable[..., Any]) -> bool:
    """Whether a page may call it."""
    return handler in _handlers


def needs_chat(state_name: str) -> bool:
    """Whether the conversation has to be loaded before a handler of this state runs."""
    return state_name in _chat_states
