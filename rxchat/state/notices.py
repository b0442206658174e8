"""Short messages over the page."""

import re

import reflex as rx

from rxchat.domain.errors import RxchatError


class NoticeState(rx.State):
    """One message at a time, until it is dismissed or replaced."""

    message: str = ""
    hint: str = ""

    @rx.event
    def dismiss(self) -> None:
        self.message = self.hint = ""

    @rx.event
    def tell_fault(self, error_id: str) -> None:
        """Say that something unforeseen went wrong, and under which id the log explains it."""
        if re.fullmatch(r"[0-9a-f]{8}", error_id):
            self.message = f"Something went wrong in rxchat (error {error_id})."
            self.hint = "Reload the page and try again. If it happens again, look for that number in rxchat's log."

    def show(self, error: RxchatError) -> None:
        self.message, self.hint = error.message, error.hint
