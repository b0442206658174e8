"""Answer events: what is published when an answer starts, and when it has ended."""

from rxchat.domain.conversations import MessageStatus
from rxchat.services.chat.generation import Generation
from rxchat.services.events import AnswerEnded, AnswerStarted


def started(generation: Generation) -> AnswerStarted:
    return AnswerStarted(
        user_id=generation.user_id,
        conversation_id=generation.conversation_id,
        reply_id=generation.reply_id,
        provider=generation.provider,
        model=generation.model,
    )


def ended(generation: Generation, *, is_saved: bool) -> AnswerEnded:
    return AnswerEnded(
        user_id=generation.user_id,
        conversation_id=generation.conversation_id,
        reply_id=generation.reply_id,
        provider=generation.provider,
        model=generation.model,
        status=generation.outcome.status if generation.outcome else MessageStatus.INTERRUPTED,
        opens_conversation=generation.turn.is_new_conversation,
        is_saved=is_saved,
    )
