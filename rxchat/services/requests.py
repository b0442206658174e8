"""Turns a saved conversation into what a provider is asked."""

from collections.abc import Iterable

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.messages import Message, TextPart
from rxchat.domain.requests import AnswerOptions, ChatRequest, request_with


def request_for(model: str, history: Iterable[SavedMessage], options: AnswerOptions | None = None) -> ChatRequest:
    """Ask `model` to answer the last message of `history`. Answers that never got a word are left out."""
    messages = tuple(Message(role=saved.role, parts=(TextPart(text=saved.text),)) for saved in history if saved.text.strip())
    return request_with(options or AnswerOptions(), model, messages)
