"""Unread marks: conversations with an answer that their owner hasn't looked at."""

from sqlalchemy import exists, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow


class UnreadRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def mark(self, user_id: int, conversation_id: int, *, is_unread: bool) -> bool:
        """Set or clear the mark. Returns whether that changed it; False also for a conversation of somebody else.

        It is read first: an open conversation mostly has none, and must not wait for another write.
        """
        which = (
            col(ConversationRow.id) == conversation_id,
            *owned_by(user_id),
            col(ConversationRow.has_unread).is_not(True) if is_unread else col(ConversationRow.has_unread).is_(True),
        )
        async with self._database.session() as reading:
            if not await reading.scalar(select(exists().where(*which))):
                return False
        change = update(ConversationRow).where(*which).values(has_unread=is_unread).returning(col(ConversationRow.id))
        async with self._database.transaction() as session:
            return await session.scalar(change) is not None
