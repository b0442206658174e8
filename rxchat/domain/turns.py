"""Turns: a question and the answer that is streamed to it."""

import hashlib
from dataclasses import dataclass, field
from typing import Self

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.instructions import Instructions
from rxchat.domain.messages import ImagePart
from rxchat.domain.requests import AnswerOptions


@dataclass(frozen=True, slots=True)
class TurnKey:
    """The sender's name for a turn: sent again with the same key, it isn't started twice. `digest` is that of what was sent."""

    text: str
    digest: str

    @classmethod
    def of(cls, text: str, sent: str) -> Self:
        return cls(text, hashlib.sha256(sent.encode()).hexdigest())


class SentBefore(Exception):
    """The turn of the key was started by another worker at the same moment."""

    def __init__(self, key: "TurnKey") -> None:
        super().__init__(key.text)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """A question to a model. With `conversation_id` None it starts a conversation, which takes `title`, `settings` and
    `project_id`.

    `edited_id` is the question that this one is a new version of. Its images are those of `kept_images` (numbers of the edited
    question's images, from 1), then `images`, then the user's `attachment_ids`.
    """

    user_id: int
    conversation_id: int | None
    text: str
    title: str
    provider: str
    model: str
    edited_id: int | None = None
    kept_images: tuple[int, ...] = ()
    images: tuple[ImagePart, ...] = ()
    attachment_ids: tuple[int, ...] = ()
    project_id: int | None = None
    settings: AnswerOptions = field(default_factory=AnswerOptions)
    key: TurnKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The rows of a turn: the question, and the answer (`reply_id`) to be written.

    `settings` are the conversation's answer options, `instructions` the levels around it. `history` ends with the question, after
    as many of the visible messages above it as the caller asked for.
    """

    conversation_id: int
    user_message_id: int
    reply_id: int
    is_new_conversation: bool
    settings: AnswerOptions = field(default_factory=AnswerOptions)
    instructions: Instructions = field(default_factory=Instructions)
    history: tuple[SavedMessage, ...] = field(default=(), repr=False)
