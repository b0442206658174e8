"""Growing answers of all workers: which there are, what has come of them, stopping them, and ending those that nobody writes."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, SQLColumnExpression, case, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import NOW
from rxchat.db.messages.fence import require_living
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.streaming import IS_STREAMING, end_orphans, is_orphaned
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.growing_answers import GrowingAnswer, Growth


class GrowingAnswerRepository:
    """For a process that is one of several workers. Everything raises NotRead or NotSaved."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers

    @run_to_completion
    async def elsewhere(self) -> list[GrowingAnswer]:
        """The answers that other workers write."""
        is_elsewhere = col(MessageRow.worker_id) != self._answers.worker
        async with self._database.session() as session:
            return await _read(session, IS_STREAMING, is_elsewhere, ~is_orphaned(self._answers))

    @run_to_completion
    async def since(self, positions: Mapping[int, tuple[int, int]]) -> list[Growth]:
        """What has come of these answers beyond so many characters of text and of reasoning. Deleted ones are missing."""
        if not positions:
            return []
        async with self._database.session() as session:
            rows = await session.execute(_growth(positions))
            return [
                Growth(reply_id=row.id, text=row.text, thinking=row.thinking, status=MessageStatus(row.status)) for row in rows
            ]

    @run_to_completion
    async def request_stop(self, user_id: int, conversation_id: int) -> int | None:
        """Ask the worker that writes an answer in this conversation to stop it. Returns the answer's id, if there is one."""
        is_theirs = exists().where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        mark = (
            update(MessageRow)
            .where(IS_STREAMING, col(MessageRow.conversation_id) == conversation_id, is_theirs)
            .values(stop_requested_at=func.coalesce(col(MessageRow.stop_requested_at), NOW))
        )
        async with self._database.transaction() as session:
            return await session.scalar(mark.returning(col(MessageRow.id)))

    @run_to_completion
    async def is_growing(self, reply_id: int) -> bool:
        async with self._database.session() as session:
            return bool(await session.scalar(select(exists().where(IS_STREAMING, col(MessageRow.id) == reply_id))))

    @run_to_completion
    async def end_orphans(self) -> list[GrowingAnswer]:
        """End the answers that nobody writes any more, and record their calls. Raises WorkerLost where this worker may not."""
        async with self._database.session() as session:
            ids = (await session.scalars(select(col(MessageRow.id)).where(IS_STREAMING, is_orphaned(self._answers)))).all()
        return await self._end(ids) if ids else []

    async def _end(self, ids: Collection[int]) -> list[GrowingAnswer]:
        are_these = col(MessageRow.id).in_(ids)
        async with self._database.transaction() as session:
            await require_living(session, self._answers)
            await end_orphans(session, self._answers, are_these)
            return await _read(session, are_these, ~IS_STREAMING)


def _growth(positions: Mapping[int, tuple[int, int]]) -> Select[*tuple[Any, ...]]:
    def beyond(column: SQLColumnExpression[Any], number: int) -> ColumnElement[str]:
        first = {id_: literal(lengths[number] + 1, Integer) for id_, lengths in positions.items()}
        text = func.coalesce(column, "")
        return case((IS_STREAMING, func.substr(text, case(first, value=col(MessageRow.id)))), else_=text)

    return select(
        col(MessageRow.id),
        col(MessageRow.status),
        beyond(col(MessageRow.content), 0).label("text"),
        beyond(col(MessageRow.thinking), 1).label("thinking"),
    ).where(col(MessageRow.id).in_(positions))


async def _read(session: AsyncSession, *which: ColumnElement[bool]) -> list[GrowingAnswer]:
    query = (
        select(
            col(ConversationRow.user_id),
            col(MessageRow.conversation_id),
            col(MessageRow.parent_message_id),
            col(MessageRow.id),
            col(MessageRow.provider),
            col(MessageRow.model),
            col(MessageRow.status),
        )
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(*which)
        .order_by(col(MessageRow.id))
    )
    return [
        GrowingAnswer(
            user_id=row.user_id,
            conversation_id=row.conversation_id,
            question_id=row.parent_message_id or 0,
            reply_id=row.id,
            provider=row.provider or "",
            model=row.model or "",
            status=MessageStatus(row.status),
        )
        for row in await session.execute(query)
    ]
