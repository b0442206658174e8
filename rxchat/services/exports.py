"""A conversation as a file: JSON that can be read back, Markdown for people."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter

from rxchat.db.conversations import ConversationRepository
from rxchat.db.messages import MessageRepository
from rxchat.domain.conversations import Conversation, MessageStatus, SavedMessage
from rxchat.domain.messages import Role

FORMAT: Final = "rxchat.conversation"
VERSION: Final = 1
PAGE: Final = 1000
CONVERSATION: Final = TypeAdapter(Conversation)
MESSAGES: Final = TypeAdapter(list[SavedMessage])
"""What is written by these is read by them: times keep their zone, amounts every digit."""

_NOTES: Final = {
    MessageStatus.CANCELLED: "Stopped.",
    MessageStatus.INTERRUPTED: "Interrupted before the end.",
    MessageStatus.STREAMING: "Still being written.",
}


class ExportService:
    def __init__(self, conversations: ConversationRepository, messages: MessageRepository) -> None:
        self._conversations = conversations
        self._messages = messages

    async def as_json(self, user_id: int, conversation_id: int) -> dict[str, Any]:
        """Everything that is known of it, answers that were replaced too; `parent_id` says which message each follows."""
        conversation = await self._conversations.get(user_id, conversation_id)
        messages = await self._messages.list_all(user_id, conversation_id)
        return {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": datetime.now(UTC).isoformat(),
            "conversation": CONVERSATION.dump_python(conversation, mode="json"),
            "messages": MESSAGES.dump_python(messages, mode="json"),
        }

    async def as_markdown(self, user_id: int, conversation_id: int) -> str:
        """What is seen of it, in reading order; reasoning is left out."""
        conversation = await self._conversations.get(user_id, conversation_id)
        messages: list[SavedMessage] = []
        page: Sequence[SavedMessage] = await self._messages.list_visible(user_id, conversation_id, limit=PAGE)
        while page:
            messages = [*page, *messages]
            page = await self._messages.list_visible(user_id, conversation_id, limit=PAGE, before_id=page[0].id)
        return markdown(conversation, messages)


def markdown(conversation: Conversation, messages: Iterable[SavedMessage]) -> str:
    turns = [f"# {_one_line(conversation.title) or 'Untitled'}", *map(_turn, messages)]
    return "\n\n".join(turns) + "\n"


def _turn(message: SavedMessage) -> str:
    author = {Role.USER: "You", Role.SYSTEM: "System"}.get(message.role) or message.model or "Assistant"
    note = message.failure.message if message.failure else _NOTES.get(message.status, "")
    parts = [f"## {author}", message.text.strip(), f"*{note}*" if note else ""]
    return "\n\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
