"""What is drawn in place of a page that failed in the browser."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from rxchat.components.shell.notice import notice
from rxchat.state.exception_handlers import FaultState


def crash_boundary() -> rx.Component:
    """Around every page: tells the server, which answers with the number that the notice shows."""
    return ErrorBoundary.create(on_error=FaultState.report, fallback_render=_instead())


def _instead() -> rx.Component:
    return rx.el.main(
        rx.el.h1("Something went wrong on this page"),
        rx.el.p("Your chats are saved. Reload the page to continue."),
        notice(),
        class_name="crash",
    )
