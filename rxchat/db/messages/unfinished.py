"""Unfinished conversations: copies and imports that are still being written, invisible until complete.

They are marked as deleted and by their import id, columns that every reader honors. The import id also identifies the leftovers
of a crash, which the next start deletes.
"""

from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.maintenance.dependent_rows import detach
from rxchat.db.messages.message_counts import messages_in
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.write_batches import WriteBatches

_MARK: Final = "unfinished:"


def is_unfinished() -> ColumnElement[bool]:
    return col(ConversationRow.import_id).startswith(_MARK, autoescape=True).is_(True)


def unfinished(purpose: str) -> dict[str, Any]:
    """Column values for a new row. `purpose` is one word."""
    return {"is_deleted": True, "import_id": f"{_MARK}{purpose}:{uuid4().hex}"}


async def finish(session: AsyncSession, conversation_id: int, **values: object) -> None:
    """Make it visible and count its messages."""
    whole: dict[str, object] = {"is_deleted": False, "import_id": None, "message_count": messages_in(conversation_id)}
    await session.execute(update(ConversationRow).where(col(ConversationRow.id) == conversation_id).values(**(whole | values)))


class UnfinishedRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def clear(self, *which: ColumnElement[bool]) -> int:
        """Delete unfinished conversations that nobody is writing. Returns how many."""
        async with self._database.session() as session:
            ids = (await session.scalars(select(col(ConversationRow.id)).where(is_unfinished(), *which))).all()
        for conversation_id in ids:
            await self.discard(conversation_id)
        return len(ids)

    async def clear_of(self, user_id: int, purpose: str) -> int:
        """The same for one user and purpose, while none is being written for it."""
        made_for = col(ConversationRow.import_id).startswith(f"{_MARK}{purpose}:", autoescape=True)
        return await self.clear(col(ConversationRow.user_id) == user_id, made_for)

    async def discard(self, conversation_id: int) -> None:
        """Delete one of them in batches, and what other tables keep about it."""
        if self._database.is_file:  # an adopted file may say nothing of what refers to what
            await self._database.exclusively(lambda path: detach(path, conversation_id))
        query = select(col(MessageRow.id)).where(col(MessageRow.conversation_id) == conversation_id)
        async with self._database.session() as session:
            ids = (await session.scalars(query.order_by(col(MessageRow.id).desc()))).all()  # children before their parents
        for piece in WriteBatches(ids):
            await self._delete(col(MessageRow.id).between(piece[-1], piece[0]), conversation_id)
        await self._delete_conversation(conversation_id)

    @run_to_completion
    async def _delete(self, which: ColumnElement[bool], conversation_id: int) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(MessageRow).where(which, col(MessageRow.conversation_id) == conversation_id))

    @run_to_completion
    async def _delete_conversation(self, conversation_id: int) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(ConversationRow).where(col(ConversationRow.id) == conversation_id, is_unfinished()))
