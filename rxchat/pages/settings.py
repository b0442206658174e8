"""Settings: which providers there are, how to add a key, and who is signed in."""

import reflex as rx

from rxchat.components.frame import frame
from rxchat.components.header import header
from rxchat.components.provider_list import provider_list
from rxchat.components.session_list import session_list


def settings_page() -> rx.Component:
    return frame(header("Settings"), rx.el.div(provider_list(), session_list(), class_name="scroll"))
