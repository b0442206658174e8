"""Message service: the saved messages of a person's conversations, as they are shown."""

from rxchat.db.messages.message_mapping import no_message
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.message_window import MessageWindow
from rxchat.domain.messages import ImagePart


class MessageService:
    """Reads only: messages are written by the generations. Everything raises NotFound for a message of somebody else."""

    def __init__(self, messages: MessageRepository) -> None:
        self._messages = messages

    async def get(self, user_id: int, message_id: int) -> SavedMessage:
        return await self._messages.get(user_id, message_id)

    async def in_conversation(self, user_id: int, conversation_id: int, message_id: int) -> SavedMessage:
        """A message of that conversation. Raises NotFound if it belongs to another."""
        message = await self._messages.get(user_id, message_id)
        if message.conversation_id != conversation_id:
            raise no_message()
        return message

    async def newest(self, user_id: int, conversation_id: int, *, limit: int = 50, before_id: int | None = None) -> MessageWindow:
        """The last messages of the shown branch; with `before_id` the last of its ancestors."""
        return await self._messages.newest(user_id, conversation_id, limit=limit, before_id=before_id)

    async def window(self, user_id: int, conversation_id: int, message_id: int, *, earlier: int, later: int) -> MessageWindow:
        """A message and its neighbours on the shown branch, or on the newest branch that contains it."""
        return await self._messages.window(user_id, conversation_id, message_id, earlier=earlier, later=later)

    async def images(self, user_id: int, message_id: int) -> tuple[ImagePart | None, ...]:
        """A message's images, None for unreadable ones. All other reads leave images out."""
        return await self._messages.images(user_id, message_id)
