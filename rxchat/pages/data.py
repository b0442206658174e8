"""Settings, Data: what is saved, as files."""

from rxchat.components.settings.data_panel import data_panel
from rxchat.pages import Page
from rxchat.state.providers import ProviderState

PAGE = Page(path="/settings/data", title="Data · rxchat", content=data_panel, on_load=[ProviderState.load], tab="Data", place=5)
