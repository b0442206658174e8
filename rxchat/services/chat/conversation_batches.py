"""Conversation batches: several conversations archived, deleted or restored at once."""

from collections.abc import Collection

from rxchat.db.conversations.conversation_batch_repository import ConversationBatchRepository
from rxchat.services.events import ConversationChanged, EventBus, FoldersChanged, ProjectsChanged


class ConversationBatchService:
    """All of the conversations are changed or, where one isn't the user's, none: NotFound. Publishes each change."""

    def __init__(self, batches: ConversationBatchRepository, events: EventBus) -> None:
        self._batches = batches
        self._events = events

    async def archive(self, user_id: int, ids: Collection[int], *, is_archived: bool = True) -> None:
        await self._batches.archive(user_id, ids, is_archived=is_archived)
        self._changed(user_id, ids)

    async def delete(self, user_id: int, ids: Collection[int]) -> None:
        """Delete them; `restore` brings them back."""
        await self._batches.delete(user_id, ids)
        self._changed(user_id, ids)

    async def restore(self, user_id: int, ids: Collection[int]) -> None:
        await self._batches.restore(user_id, ids)
        self._changed(user_id, ids)

    def _changed(self, user_id: int, ids: Collection[int]) -> None:
        for conversation_id in ids:
            self._events.publish(ConversationChanged(user_id, conversation_id))
        self._events.publish(FoldersChanged(user_id))  # they, and projects, say how many conversations they have
        self._events.publish(ProjectsChanged(user_id))
