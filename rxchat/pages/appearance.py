"""Settings, Appearance: how the page looks in this browser."""

import reflex as rx

from rxchat.components.settings.preference import preferences, text_size, theme
from rxchat.components.settings.settings_layout import settings_frame


def appearance_page() -> rx.Component:
    return settings_frame("Appearance", preferences("Appearance", theme(), text_size()))
