"""What is shown at an address that names nothing."""

import reflex as rx

from rxchat.components.chat.empty_state import missing_address
from rxchat.components.shell.frame import page
from rxchat.components.shell.header import header
from rxchat.pages import Page
from rxchat.state.chat import ChatState


def missing() -> rx.Component:
    return page(header("Page not found"), rx.el.div(missing_address(), class_name="column"))


PAGE = Page(path="404", title="Page not found · rxchat", content=missing, on_load=[ChatState.load])
