"""A new chat, at `/`."""

import reflex as rx

from rxchat.components.chat.composer.composer import composer
from rxchat.components.chat.message_window import jump, passage_bar
from rxchat.components.chat.transcript import transcript
from rxchat.components.shell.frame import frame
from rxchat.components.shell.header import chat_header
from rxchat.pages import Page
from rxchat.state.chat import ChatState
from rxchat.state.spending import SpendState


def chat() -> rx.Component:
    return frame(chat_header(), transcript(), jump(), passage_bar(), composer())


PAGE = Page(path="/", title="rxchat", content=chat, on_load=[ChatState.load, SpendState.notice])
