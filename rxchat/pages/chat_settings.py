"""Settings, Chat: what models are sent, which of them summarizes long chats, and how a message is sent."""

import reflex as rx

from rxchat.components.settings.preference import custom_instructions, enter_key, preferences, summary_model
from rxchat.pages import Page
from rxchat.state.chat import ChatState


def chat_settings() -> rx.Component:
    return preferences("Chat", custom_instructions(), summary_model(), enter_key())


PAGE = Page(
    path="/settings/chat", title="Chat settings · rxchat", content=chat_settings, on_load=[ChatState.load], tab="Chat", place=2
)
