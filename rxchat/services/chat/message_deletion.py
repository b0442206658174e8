"""Message deletion: messages of a conversation, deleted with what follows them and brought back."""

from rxchat.db.messages.message_trash import MessageTrashRepository
from rxchat.domain.conversations import DeletedMessages
from rxchat.services.events import ConversationChanged, EventBus


class MessageDeletion:
    """Publishes `ConversationChanged` after each change. Everything raises NotFound for a message of somebody else."""

    def __init__(self, trash: MessageTrashRepository, events: EventBus) -> None:
        self._trash = trash
        self._events = events

    async def delete(self, user_id: int, message_id: int) -> DeletedMessages:
        """Delete a message with all below it, and a question with its only answer; `restore` undoes that for 30 days.

        Raises InvalidRequest while an answer is being written there.
        """
        deleted = await self._trash.delete(user_id, message_id)
        self._events.publish(ConversationChanged(user_id, deleted.conversation_id))
        return deleted

    async def restore(self, user_id: int, message_id: int) -> int:
        """Bring it back with what was deleted with it. Returns the conversation's id."""
        conversation_id = await self._trash.restore(user_id, message_id)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return conversation_id
