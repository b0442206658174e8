"""A chat that is saved, at `/c/<id>`."""

from rxchat.pages import Page
from rxchat.pages.chat import chat
from rxchat.state.live_reply import LiveReplyState
from rxchat.state.spending import SpendState

PAGE = Page(path="/c/[conversation_id]", title="rxchat", content=chat, on_load=[LiveReplyState.open, SpendState.notice])
