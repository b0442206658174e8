"""The chat: a new one at `/`, a saved one at `/c/<id>`."""

import reflex as rx

from rxchat.components.composer import composer
from rxchat.components.frame import frame
from rxchat.components.header import chat_header
from rxchat.components.passage import jump, passage_bar
from rxchat.components.transcript import transcript


def chat_page() -> rx.Component:
    return frame(chat_header(), transcript(), jump(), passage_bar(), composer())
