"""Settings, Appearance: how the page looks in this browser."""

import reflex as rx

from rxchat.components.settings.preference import contrast, density, preferences, text_size, theme
from rxchat.pages import Page
from rxchat.state.chat import ChatState


def appearance() -> rx.Component:
    return preferences("Appearance", theme(), text_size(), density(), contrast())


PAGE = Page(
    path="/settings/appearance",
    title="Appearance · rxchat",
    content=appearance,
    on_load=[ChatState.load],
    tab="Appearance",
    place=3,
)
