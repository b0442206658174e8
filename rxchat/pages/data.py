"""Settings: what is saved, as files."""

import reflex as rx

from rxchat.components.data_panel import data_panel
from rxchat.components.settings_frame import settings_frame


def data_page() -> rx.Component:
    return settings_frame("Data", data_panel())
