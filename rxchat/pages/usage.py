"""Settings, second tab: what calls took, and what they may cost."""

import reflex as rx

from rxchat.components.settings.settings_layout import settings_frame
from rxchat.components.settings.spend_caps import spend_caps
from rxchat.components.settings.usage_report import usage_report


def usage_page() -> rx.Component:
    return settings_frame("Usage", usage_report(), spend_caps())
