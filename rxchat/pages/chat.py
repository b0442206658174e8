"""The chat: a new one at `/`, a saved one at `/c/<id>`."""

import reflex as rx

from rxchat.components.chat.composer.composer import composer
from rxchat.components.chat.message_window import jump, passage_bar
from rxchat.components.chat.transcript import transcript
from rxchat.components.shell.frame import frame
from rxchat.components.shell.header import chat_header


def chat_page() -> rx.Component:
    return frame(chat_header(), transcript(), jump(), passage_bar(), composer())
