"""Turn keys: which turn was started under a key that its sender chose."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.turn_tables import TurnKeyRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.turns import SentBefore, Turn, TurnKey


async def remember(session: AsyncSession, user_id: int, key: TurnKey, reply_id: int) -> None:
    new = insert(TurnKeyRow).values(user_id=user_id, key=key.text, digest=key.digest, reply_id=reply_id)
    await session.execute(new)


async def require_unused(session: AsyncSession, user_id: int, key: TurnKey) -> None:
    """Raises SentBefore if another worker has started a turn under the key, and what `recall` raises."""
    if await recall(session, user_id, key) is not None:
        raise SentBefore(key)


async def recall(session: AsyncSession, user_id: int, key: TurnKey) -> Turn | None:
    """The turn that was started under the key, without its history. Raises InvalidRequest if something else was sent with it,
    or if the conversation is in the trash.
    """
    query = (
        select(
            col(TurnKeyRow.digest),
            col(TurnKeyRow.reply_id),
            col(MessageRow.conversation_id),
            col(MessageRow.parent_message_id),
            col(ConversationRow.is_deleted),
        )
        .join(MessageRow, col(MessageRow.id) == col(TurnKeyRow.reply_id))
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(col(TurnKeyRow.user_id) == user_id, col(TurnKeyRow.key) == key.text)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    if row.digest != key.digest:
        raise InvalidRequest("This key was used for another message.", hint="Use a new key for each message.")
    if row.is_deleted:
        raise InvalidRequest(
            "This message was sent before, and has been deleted since.",
            hint="Restore it from the trash, or send it again with a new key.",
        )
    return Turn(
        conversation_id=row.conversation_id,
        user_message_id=row.parent_message_id,
        reply_id=row.reply_id,
        is_new_conversation=False,
    )
