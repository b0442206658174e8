"""What stands at an address that names nothing."""

import reflex as rx

from rxchat.components.chat.empty_state import missing_address
from rxchat.components.shell.frame import frame
from rxchat.components.shell.header import header


def missing_page() -> rx.Component:
    return frame(header("Page not found"), rx.el.div(missing_address(), class_name="column"))
