"""Answer events: what is published as an answer starts and ends, and the answer that such an event, or a turn, is about."""

from dataclasses import fields
from typing import Any, Final

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.growing_answers import AnswerIdentity, GrowingAnswer
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.events import AnswerEnded, AnswerStarted

_IDENTITY: Final = tuple(field.name for field in fields(AnswerIdentity))


def started(answer: Generation | GrowingAnswer) -> AnswerStarted:
    return AnswerStarted(**_identity(answer))


def ended(generation: Generation, *, is_saved: bool) -> AnswerEnded:
    return AnswerEnded(
        **_identity(generation),
        status=generation.outcome.status if generation.outcome else MessageStatus.INTERRUPTED,
        opens_conversation=generation.turn.is_new_conversation,
        is_saved=is_saved,
    )


def ended_in_database(answer: GrowingAnswer) -> AnswerEnded:
    """The end of an answer that isn't written here."""
    return AnswerEnded(**_identity(answer), status=answer.status, opens_conversation=False, is_saved=True)


def growing(event: AnswerStarted) -> GrowingAnswer:
    """The answer that has started. An event doesn't say which question it answers."""
    return GrowingAnswer(**_identity(event), question_id=0)


def growing_in(turn: Turn, user_id: int, saved: SavedMessage) -> GrowingAnswer:
    """The answer to a turn, as far as it is saved."""
    return GrowingAnswer(
        user_id=user_id,
        conversation_id=turn.conversation_id,
        question_id=turn.user_message_id,
        reply_id=turn.reply_id,
        provider=saved.provider,
        model=saved.model,
    )


def _identity(answer: Generation | AnswerIdentity) -> dict[str, Any]:
    """These fields alone, of something that has more."""
    return {name: getattr(answer, name) for name in _IDENTITY}
