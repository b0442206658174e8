"""Settings, Providers: which there are, how to add a key, and who is signed in."""

import reflex as rx

from rxchat.components.settings.provider_list import provider_list
from rxchat.components.settings.session_list import session_list
from rxchat.pages import Page
from rxchat.state.browser_sessions import SessionState
from rxchat.state.providers import ProviderState
from rxchat.state.usage import UsageTrendState


def settings() -> rx.Component:
    return rx.fragment(provider_list(), session_list())


PAGE = Page(
    path="/settings",
    title="Settings · rxchat",
    content=settings,
    on_load=[ProviderState.load, SessionState.load, UsageTrendState.load],
    tab="Providers",
    place=1,
)
