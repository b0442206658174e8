"""Growing answers as the database has them: answers that any of several processes writes."""

from dataclasses import dataclass

from rxchat.domain.conversations import MessageStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIdentity:
    """Which answer it is, whose, and the model that writes it."""

    user_id: int
    conversation_id: int
    reply_id: int
    provider: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowingAnswer(AnswerIdentity):
    """An answer that is being written, or, with another status, that has just ended."""

    question_id: int
    status: MessageStatus = MessageStatus.STREAMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What has come of an answer since a reader's position; of one that has ended, the whole of it. As the model wrote it."""

    reply_id: int
    text: str
    thinking: str
    status: MessageStatus
