"""Summaries: texts that stand in requests in the place of a message and all above it."""

from sqlalchemy import func, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.turns import conversation_of
from rxchat.db.schema.core_tables import MessageRow


class SummaryRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def get(self, user_id: int, message_id: int) -> str:
        """The summary at a message; empty without one. Raises NotFound."""
        async with self._database.session() as session:
            await conversation_of(session, user_id, message_id)
            return await session.scalar(select(col(MessageRow.summary)).where(col(MessageRow.id) == message_id)) or ""

    @run_to_completion
    async def put(self, user_id: int, message_id: int, text: str | None) -> int:
        """Store a summary, or take it away with None. Returns the conversation's id. Raises NotFound.

        Answers that are there already were given without it: the highest id is kept, to tell them from later ones.
        """
        async with self._database.transaction() as session:
            conversation_id = await conversation_of(session, user_id, message_id)
            newest = select(func.max(col(MessageRow.id))).where(col(MessageRow.conversation_id) == conversation_id)
            last_id = None if text is None else await session.scalar(newest)
            change = update(MessageRow).where(col(MessageRow.id) == message_id)
            await session.execute(change.values(summary=text, summary_last_id=last_id))
        return conversation_id
