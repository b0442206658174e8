"""Settings, Usage: what calls took, and what they may cost."""

import reflex as rx

from rxchat.components.settings.spend_caps import spend_caps
from rxchat.components.settings.usage_report import usage_report
from rxchat.pages import Page
from rxchat.state.spending import SpendState
from rxchat.state.usage import UsageState


def usage() -> rx.Component:
    return rx.fragment(usage_report(), spend_caps())


PAGE = Page(
    path="/settings/usage",
    title="Usage · rxchat",
    content=usage,
    on_load=[UsageState.load, SpendState.load],
    tab="Usage",
    place=4,
)
