"""The answer being written in a conversation: as long as there is one, nothing else begins there."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, exists, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.activity import no_conversation, owned_by
from rxchat.db.rows import ConversationRow, MessageRow
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest

# Written out, not bound: SQLite uses the index of streaming answers only where it can see the word.
IS_STREAMING: Final[ColumnElement[bool]] = col(MessageRow.status) == literal_column(f"'{MessageStatus.STREAMING}'")


@dataclass(frozen=True, slots=True)
class IdleConversation:
    """`end_id` is the message that the shown branch ends with, None where there is only one branch; `settings` are JSON."""

    end_id: int | None
    settings: str | None


async def idle_conversation(session: AsyncSession, user_id: int, conversation_id: int) -> IdleConversation:
    """A conversation of this person in which something may begin. Raises NotFound, or InvalidRequest while an answer grows."""
    is_busy = exists().where(IS_STREAMING, col(MessageRow.conversation_id) == conversation_id).correlate(ConversationRow)
    query = select(col(ConversationRow.current_message_id), col(ConversationRow.settings), is_busy.label("is_busy")).where(
        col(ConversationRow.id) == conversation_id, *owned_by(user_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise no_conversation()
    if found.is_busy:
        raise InvalidRequest("An answer is still being written in this conversation.", hint="Wait for it, or stop it first.")
    return IdleConversation(found.current_message_id, found.settings)
