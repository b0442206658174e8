"""Settings, Models & providers: what is connected, how to connect more, and what a new chat begins with."""

from rxchat.components.settings.provider_list import provider_list
from rxchat.pages import Page
from rxchat.state.chat import ChatState
from rxchat.state.providers import ProviderState
from rxchat.state.usage import UsageTrendState

PAGE = Page(
    path="/settings",
    title="Settings · rxchat",
    content=provider_list,
    on_load=[ProviderState.load, UsageTrendState.load, ChatState.load],
    tab="Models & providers",
    place=1,
)
