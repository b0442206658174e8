"""A new chat, at `/`."""

import reflex as rx

from rxchat.components.chat.artifacts.artifact_slot import artifact_slot
from rxchat.components.chat.composer.composer import composer
from rxchat.components.chat.empty_state import ideas
from rxchat.components.chat.first_tips import first_tips
from rxchat.components.chat.message_window import jump, passage_bar
from rxchat.components.chat.transcript import transcript
from rxchat.components.shell.frame import page
from rxchat.components.shell.header import chat_header
from rxchat.pages import Page
from rxchat.state.chat import ChatState
from rxchat.state.spending import SpendState


def chat(*, is_home: bool = False) -> rx.Component:
    parts = [transcript(is_home=is_home), jump(), passage_bar(), composer(), ideas(is_home=is_home)]
    if is_home:
        parts.append(first_tips())
    return page(chat_header(), *parts, beside=artifact_slot())


def home() -> rx.Component:
    return chat(is_home=True)


PAGE = Page(path="/", title="rxchat", content=home, on_load=[ChatState.load, SpendState.notice])
