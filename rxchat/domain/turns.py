"""A question and the answer being written to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """What a person asks of a model. `conversation_id` None begins a conversation, which then takes `title`."""

    user_id: int
    conversation_id: int | None
    text: str
    title: str
    provider: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The rows of a turn: the question, and the answer (`reply_id`) that is still to be written."""

    conversation_id: int
    user_message_id: int
    reply_id: int
    is_new_conversation: bool
