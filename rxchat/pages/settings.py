"""Settings: which providers there are and how to add a key."""

import reflex as rx

from rxchat.components.frame import frame
from rxchat.components.header import header
from rxchat.components.provider_list import provider_list


def settings_page() -> rx.Component:
    return frame(header("Settings"), rx.el.div(provider_list(), class_name="scroll"))
