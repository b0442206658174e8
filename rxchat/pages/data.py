"""Settings: what is saved, as files."""

import reflex as rx

from rxchat.components.settings.data_panel import data_panel
from rxchat.components.settings.settings_layout import settings_frame


def data_page() -> rx.Component:
    return settings_frame("Data", data_panel())
