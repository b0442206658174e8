"""Fence: what a worker writes of answers, it writes only while the others take it for living."""

from typing import Any, Final, cast

from sqlalchemy import Connection, Table, bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.dialects import NOW
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.worker_tables import WorkerRow
from rxchat.domain.errors import WorkerLost

_WORKERS: Final = cast(Table, getattr(WorkerRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it
_RENEWAL: Final = (
    update(_WORKERS).where(_WORKERS.c.id == bindparam("worker"), _WORKERS.c.is_gone.is_not(True)).values(seen_at=NOW)
)
"""A heartbeat that finds no row of the living. The lock on the row keeps the others from ending it before the commit."""


def is_renewed(connection: Connection, worker: str) -> bool:
    """Say that the worker lives. Returns whether it is still one of those that may write."""
    return connection.execute(_RENEWAL, _named(worker)).rowcount == 1


async def require_living(session: AsyncSession, answers: OpenAnswers) -> None:
    """The first statement of a transaction that writes an answer; none where one process writes. Raises WorkerLost."""
    if answers.worker is None:
        return
    connection = await session.connection()
    if (await connection.execute(_RENEWAL, _named(answers.worker))).rowcount != 1:
        answers.is_lost.set()
        raise WorkerLost


def _named(worker: str) -> dict[str, Any]:
    return {"worker": worker}
