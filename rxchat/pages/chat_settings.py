"""Settings, Chat: what a new chat begins with, and how a message is sent."""

import reflex as rx

from rxchat.components.settings.preference import default_model, enter_key, preferences
from rxchat.components.settings.settings_layout import settings_frame


def chat_settings_page() -> rx.Component:
    return settings_frame("Chat", preferences("Chat", default_model(), enter_key()))
