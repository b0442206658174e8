"""Trash: conversations that a person has deleted and can still restore."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.conversations.purge import PURPOSE
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.unfinished import is_unfinished, unfinished
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.domain.conversations import TrashedConversation

_DELETED_AT: Final = func.coalesce(col(ConversationRow.trashed_at), "")


class TrashRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_trashed(
        self, user_id: int, *, limit: int = 50, before: tuple[datetime | None, int] | None = None
    ) -> list[TrashedConversation]:
        """Last deleted first. `before` is the `(deleted_at, id)` of the previous page's last item."""
        order = (_DELETED_AT, col(ConversationRow.id))
        query = (
            select(
                col(ConversationRow.id),
                col(ConversationRow.title),
                col(ConversationRow.provider),
                col(ConversationRow.trashed_at),
            )
            .where(*_trashed_by(user_id))
            .order_by(*(column.desc() for column in order))
            .limit(limit)
        )
        if before is not None:
            at, last_id = before
            query = query.where(tuple_(*order) < tuple_("" if at is None else utc_text(at), last_id))
        async with self._database.session() as session:
            return [
                TrashedConversation(
                    id=row.id, title=row.title or "", provider=row.provider or "claude", deleted_at=row.trashed_at
                )
                for row in await session.execute(query)
            ]

    @run_to_completion
    async def hide_all(self, user_id: int) -> Sequence[int]:
        """Take all of a person's deleted conversations out of the trash, to be erased, and return their ids.

        They look unfinished from then on: should the program die before they are erased, the next start deletes them.
        """
        which = _trashed_by(user_id)
        async with self._database.transaction() as session:
            ids = (await session.scalars(select(col(ConversationRow.id)).where(*which))).all()
            await session.execute(update(ConversationRow).where(*which).values(**unfinished(PURPOSE)))
        return ids

    @run_to_completion
    async def expired(self, before: datetime) -> Sequence[tuple[int, int]]:
        """`(user_id, id)` of the conversations that were deleted before a moment."""
        query = select(col(ConversationRow.user_id), col(ConversationRow.id)).where(
            *_is_trashed(), col(ConversationRow.trashed_at) < before
        )
        async with self._database.session() as session:
            return [(row.user_id, row.id) for row in await session.execute(query)]


def _is_trashed() -> tuple[ColumnElement[bool], ...]:
    return col(ConversationRow.is_deleted).is_(True), ~is_unfinished()


def _trashed_by(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(ConversationRow.user_id) == user_id, *_is_trashed()
