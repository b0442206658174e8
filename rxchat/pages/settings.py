"""Settings, first tab: which providers there are, how to add a key, and who is signed in."""

import reflex as rx

from rxchat.components.settings.provider_list import provider_list
from rxchat.components.settings.session_list import session_list
from rxchat.components.settings.settings_layout import settings_frame


def settings_page() -> rx.Component:
    return settings_frame("Providers", provider_list(), session_list())
