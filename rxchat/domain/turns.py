"""A question and the answer being written to it."""

from dataclasses import dataclass, field

from rxchat.domain.messages import ImagePart
from rxchat.domain.requests import AnswerOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """What a person asks of a model. `conversation_id` None begins a conversation, which then takes `title` and `settings`.

    `edited_id` is the question of that conversation which this is another version of. The question's images are those of
    `kept_images` (numbers of the edited question's own, from 1), then `images`, then the person's `attachment_ids`.
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
    settings: AnswerOptions = field(default_factory=AnswerOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The rows of a turn: the question, and the answer (`reply_id`) that is still to be written.

    `settings` are the conversation's: how answers are wanted there.
    """

    conversation_id: int
    user_message_id: int
    reply_id: int
    is_new_conversation: bool
    settings: AnswerOptions = field(default_factory=AnswerOptions)
