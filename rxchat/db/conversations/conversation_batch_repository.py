"""Conversation batches: one change to several conversations, all of them or none, in as many statements as for one."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.messages.unfinished import is_unfinished
from rxchat.db.schema.core_tables import ConversationRow


class ConversationBatchRepository:
    """Raises NotFound, and changes nothing, if any of the conversations isn't the user's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def archive(self, user_id: int, ids: Collection[int], *, is_archived: bool = True) -> None:
        async with self._database.transaction() as session:
            await _set(session, ids, owned_by(user_id), is_archived=is_archived)

    @run_to_completion
    async def delete(self, user_id: int, ids: Collection[int]) -> None:
        """Soft-delete them."""
        async with self._database.transaction() as session:
            await _set(session, ids, owned_by(user_id), is_deleted=True, trashed_at=datetime.now(UTC))

    @run_to_completion
    async def restore(self, user_id: int, ids: Collection[int]) -> None:
        async with self._database.transaction() as session:
            await _set(
                session, ids, (col(ConversationRow.user_id) == user_id, ~is_unfinished()), is_deleted=False, trashed_at=None
            )


async def _set(session: AsyncSession, ids: Collection[int], which: tuple[ColumnElement[bool], ...], **values: object) -> None:
    change = update(ConversationRow).where(col(ConversationRow.id).in_(ids), *which).values(**values)
    changed = (await session.scalars(change.returning(col(ConversationRow.id)))).all()
    if len(changed) != len(set(ids)):
        raise no_conversation()
