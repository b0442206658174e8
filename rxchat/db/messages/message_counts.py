"""Message counts and last activity of a conversation, updated with each turn.

The count is computed, never incremented: an adopted file may have a trigger that increments `message_count` as well. The index
`ix_messages_reading` makes counting a matter of microseconds.
"""

from datetime import UTC, datetime

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, MessageRow


def messages_in(conversation_id: int) -> ScalarSelect[int]:
    """The number of messages as a subquery; answers that a retry replaced count too."""
    return select(func.count(col(MessageRow.id))).where(col(MessageRow.conversation_id) == conversation_id).scalar_subquery()


async def touch(session: AsyncSession, conversation_id: int, *, tokens: int = 0, **values: object) -> None:
    """Move a conversation to the top of the list and update its counts; call it after its messages are written.

    `values` are further columns to set in the same statement.
    """
    now = datetime.now(UTC)
    values |= {
        "updated_at": now,
        "last_message_at": now,
        "message_count": messages_in(conversation_id),
        "token_count": func.coalesce(col(ConversationRow.token_count), 0) + tokens,
    }
    await session.execute(update(ConversationRow).where(col(ConversationRow.id) == conversation_id).values(**values))
