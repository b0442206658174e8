"""Errors that nobody foresaw: a person sees a number, and the log explains it."""

import logging
import secrets
from typing import cast

import reflex as rx
from reflex.event import EventSpec

from rxchat.security.logs import prose
from rxchat.security.redaction import redacted
from rxchat.state.notices import NoticeState

log = logging.getLogger(__name__)


def handler_failed(exception: Exception) -> EventSpec:
    """What Reflex calls when a handler raises."""
    error_id = secrets.token_hex(4)
    log.error("A handler failed.", exc_info=exception, extra={"error_id": error_id, "code": type(exception).__name__})
    return cast(EventSpec, NoticeState.tell_fault(error_id))


def page_failed(exception: Exception) -> None:
    """What Reflex calls with what a browser reports. The text is the browser's: no more of it is kept than of any error's."""
    log.error("The page failed in a browser.", exc_info=exception, extra={"error_id": secrets.token_hex(4)})


class FaultState(rx.State):
    """Takes the report of a page that could not be drawn."""

    @rx.event
    def report(self, text: str, where: str) -> EventSpec:  # noqa: ARG002 - where in the page is no use without its sources
        """`text` is the error with its stack, `where` the stack of components."""
        error_id = secrets.token_hex(4)
        log.error("A page could not be drawn: %s", prose(redacted(text)), extra={"error_id": error_id})
        return cast(EventSpec, NoticeState.tell_fault(error_id))
