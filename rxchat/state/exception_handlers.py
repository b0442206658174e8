"""Exception handlers: an unexpected error shows an id to the user, and the log explains it."""

import logging
import re
import secrets
from collections import deque
from typing import Final, cast

import reflex as rx
from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from rxchat.domain.errors import RxchatError
from rxchat.state.notices import NoticeState, numbered
from rxchat.state.page_events import page_event

log = logging.getLogger(__name__)


_told: Final = deque[str](maxlen=1000)
"""Events whose failure was reported lately. Reporting is an event too, and may fail for the same reason."""


def handler_failed(exception: Exception) -> EventSpec | None:
    """Called by Reflex when a handler raises, or an event fails before that."""
    is_known = isinstance(exception, RxchatError)
    error_id = numbered(exception) if is_known else secrets.token_hex(4)
    fields = {"error_id": error_id, "code": exception.code if is_known else type(exception).__name__}
    log.error("A handler failed.", exc_info=None if is_known else exception, extra=fields)
    event = _event()
    if event is not None and event.parent_txid in _told:
        return None
    if event is not None:
        _told.append(event.txid)
    return cast(EventSpec, NoticeState.tell_fault(error_id))


def _event() -> EventContext | None:
    """The event that is being handled; None outside of Reflex's processor."""
    try:
        return EventContext.get()
    except LookupError:
        return None


def page_failed(exception: Exception) -> None:  # noqa: ARG001 - its text isn't used
    """Called by Reflex with an error of the browser. The text may contain anything, so it isn't logged."""
    log.error("The page failed in a browser.", extra={"error_id": secrets.token_hex(4)})


class FaultState(rx.State):
    """Receives reports of pages that failed to render."""

    @page_event
    def report(self, text: str, where: str) -> EventSpec:  # noqa: ARG002 - positions are useless without the page's sources
        """`text` is the error with its stack, `where` the component stack; only the kind of error is logged."""
        error_id, kind = secrets.token_hex(4), re.match(r"[A-Z][A-Za-z]{0,40}Error\b|Error\b", text)
        log.error("A page could not be drawn.", extra={"error_id": error_id, "code": kind[0] if kind else None})
        return cast(EventSpec, NoticeState.tell_fault(error_id))
