"""Notices: short messages over the page."""

import re
import secrets
from collections import OrderedDict
from typing import Final

import reflex as rx

from rxchat.domain.errors import RxchatError
from rxchat.state.page_events import page_event

MOST_KEPT: Final = 1_000
_errors: Final = OrderedDict[str, RxchatError]()


def numbered(error: RxchatError) -> str:
    """An id by which `tell_fault` finds the error's text, because an event's values pass through the browser."""
    error_id = secrets.token_hex(4)
    _errors[error_id] = error
    if len(_errors) > MOST_KEPT:
        _errors.popitem(last=False)
    return error_id


class NoticeState(rx.State):
    """One message at a time, until it is dismissed or replaced."""

    message: str = ""
    hint: str = ""
    _page: tuple[str, str] = ("", "")  # where it was shown: the socket, which changes on a reload, and the path

    @page_event
    def dismiss(self) -> None:
        self.message = self.hint = ""

    @page_event
    def tell_fault(self, error_id: str) -> None:
        """Show an error's message, or the id under which the log explains an unexpected one."""
        error = _errors.pop(error_id, None)
        if error is not None:
            self.show(error)
        elif re.fullmatch(r"[0-9a-f]{8}", error_id):
            self._page = self._here()
            self.message = f"Something went wrong (error {error_id})."
            self.hint = "Reload and try again. If it keeps happening, search rxchat's log for this ID."

    def leave_behind(self) -> None:
        """Clear notices from another page, or from this one before it was reloaded."""
        if self.message and self._page != self._here():
            self.dismiss()

    def take_along(self) -> None:
        """Keep the notice on this page, which shows the same as the one before."""
        self._page = self._here()

    def _here(self) -> tuple[str, str]:
        return self.router.session.session_id, self.router.url.path

    def show(self, error: RxchatError) -> None:
        self._page = self._here()
        self.message, self.hint = error.message, error.hint
