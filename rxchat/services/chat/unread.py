"""Unread answers: conversations in which an answer ended while their owner looked at something else."""

import logging

from rxchat.db.conversations.unread_repository import UnreadRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import NotRead, NotSaved
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import AnswerEnded, ConversationChanged, EventBus, EventsDropped, EventSubscription
from rxchat.services.failure_streaks import FailureStreak

log = logging.getLogger(__name__)


class UnreadService:
    def __init__(self, marks: UnreadRepository, generations: GenerationService, events: EventBus) -> None:
        self._marks = marks
        self._generations = generations
        self._events = events

    async def run(self, ended: EventSubscription[AnswerEnded]) -> None:
        """Mark the conversations whose answers end unseen, until `ended` is closed."""
        streak = FailureStreak(log, "Unread chats can't be marked.")
        async for batch in ended:
            for event in batch:
                if isinstance(event, EventsDropped) or event.status is MessageStatus.CANCELLED:
                    continue
                with streak:
                    await self.mark_unless_open(event.user_id, event.conversation_id)

    async def mark_unless_open(self, user_id: int, conversation_id: int) -> None:
        """A tab that opens the conversation meanwhile either clears the mark itself or is seen here afterwards."""
        if self._generations.is_open(user_id, conversation_id):
            return
        await self.mark(user_id, conversation_id, is_unread=True)
        if self._generations.is_open(user_id, conversation_id):
            await self.mark(user_id, conversation_id, is_unread=False)

    async def opened(self, user_id: int, conversation_id: int) -> None:
        """Clear the mark of a conversation that a tab shows. Where that can't be saved now, the next visit does it."""
        try:
            await self.mark(user_id, conversation_id, is_unread=False)
        except (NotRead, NotSaved) as error:
            log.warning("A chat can't be marked as read: %s", error.message)

    async def seen(self, user_id: int, conversation_id: int) -> None:
        """Clear the mark of a conversation if somebody follows it."""
        if self._generations.is_open(user_id, conversation_id):
            await self.opened(user_id, conversation_id)

    async def mark(self, user_id: int, conversation_id: int, *, is_unread: bool) -> None:
        """Set or clear the mark. Nothing happens for a conversation of somebody else."""
        if await self._marks.mark(user_id, conversation_id, is_unread=is_unread):
            self._events.publish(ConversationChanged(user_id, conversation_id))
