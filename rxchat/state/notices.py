"""Short messages over the page."""

import reflex as rx

from rxchat.domain.errors import RxchatError


class NoticeState(rx.State):
    """One message at a time, until it is dismissed or replaced."""

    message: str = ""
    hint: str = ""

    @rx.event
    def dismiss(self) -> None:
        self.message = self.hint = ""

    def show(self, error: RxchatError) -> None:
        self.message, self.hint = error.message, error.hint
