"""Settings, Account: who is signed in, and where."""

from rxchat.components.settings.account_panel import account_panel
from rxchat.pages import Page
from rxchat.state.account import AccountState
from rxchat.state.browser_sessions import SessionState
from rxchat.state.chat import ChatState

PAGE = Page(
    path="/settings/account",
    title="Account · rxchat",
    content=account_panel,
    on_load=[AccountState.load, SessionState.load, ChatState.load],
    tab="Account",
    place=6,
)
