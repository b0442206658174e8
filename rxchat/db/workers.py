"""Workers: the processes that serve one database, each a row that its heartbeats keep alive."""

import asyncio
from collections.abc import Collection
from typing import Final, cast

from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import NOW, seconds_ago
from rxchat.db.messages.fence import is_renewed
from rxchat.db.messages.streaming import IS_STREAMING
from rxchat.db.schema.core_tables import MessageRow
from rxchat.db.schema.worker_tables import WorkerRow
from rxchat.domain.workers import Beat, Worker

LEASE_SECONDS: Final = 8
"""A worker that hasn't been seen for so long may be taken for gone."""
_KEPT_SECONDS: Final = 3600
"""How long a worker that is gone is still listed at most."""
_WORKERS: Final = cast(Table, getattr(WorkerRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it
_IS_GONE: Final = _WORKERS.c.is_gone.is_(True)
_IS_LATE: Final = _WORKERS.c.seen_at < seconds_ago(LEASE_SECONDS)
_ANSWERS: Final = (
    select(func.count()).where(IS_STREAMING, col(MessageRow.worker_id) == _WORKERS.c.id).correlate(_WORKERS).scalar_subquery()
)


class WorkerRepository:
    """All writes but the heartbeat wait for other writers. Everything raises NotSaved or NotRead."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers

    @property
    def is_lost(self) -> asyncio.Event:
        """Set once the others take this worker for gone."""
        return self._answers.is_lost

    @run_to_completion
    async def join(self, worker: Worker) -> None:
        """Add this process, which from now on writes answers as that worker, and forget those that are long gone."""
        given = {name: getattr(worker, name) for name in ("id", "machine", "pid", "version", "page_digest", "setup_digest")}
        async with self._database.transaction() as session:
            await session.execute(delete(_WORKERS).where(_IS_GONE, _WORKERS.c.seen_at < seconds_ago(_KEPT_SECONDS)))
            await session.execute(insert(_WORKERS).values(**given, started_at=NOW, seen_at=NOW))
        self._answers.worker = worker.id

    async def beat(self) -> Beat:
        """Say that this worker lives."""
        worker = self._answers.worker or ""
        marks = select(col(MessageRow.id)).where(
            IS_STREAMING, col(MessageRow.worker_id) == worker, col(MessageRow.stop_requested_at).is_not(None)
        )

        def say(connection: Connection) -> Beat:
            return Beat(is_renewed(connection, worker), tuple(connection.scalars(marks)))

        beat = await self._database.transact_aside(say)
        if not beat.is_alive:
            self._answers.is_lost.set()
        return beat

    async def drain(self) -> None:
        """Say that this worker takes no new answers and ends soon."""
        await self._change([self._answers.worker or ""], is_draining=True)

    async def leave(self) -> None:
        """Remove this worker, which has ended its answers."""
        async with self._database.transaction() as session:
            await session.execute(delete(_WORKERS).where(_WORKERS.c.id == self._answers.worker))

    async def end(self, workers: Collection[str]) -> None:
        """Take workers for gone that are known to have died. What they still try to write of answers fails."""
        await self._change(workers, is_gone=True)

    async def end_others(self) -> None:
        """Take all others for gone: this worker is the only one that serves."""
        async with self._database.transaction() as session:
            await session.execute(update(_WORKERS).where(_WORKERS.c.id != self._answers.worker).values(is_gone=True))

    async def end_late(self, workers: Collection[str]) -> None:
        """Take workers for gone, except those that have been seen meanwhile."""
        async with self._database.transaction() as session:
            await session.execute(update(_WORKERS).where(_WORKERS.c.id.in_(workers), _IS_LATE).values(is_gone=True))

    @run_to_completion
    async def all(self) -> list[Worker]:
        """Those that live, and those that were taken for gone within the last hour, oldest first."""
        query = select(_WORKERS, _IS_LATE.label("is_late"), _ANSWERS.label("answers"))
        async with self._database.session() as session:
            rows = await session.execute(query.order_by(_WORKERS.c.started_at, _WORKERS.c.id))
            return [_worker(row) for row in rows.mappings()]

    async def living(self) -> list[Worker]:
        return [worker for worker in await self.all() if not worker.is_gone]

    @run_to_completion
    async def _change(self, workers: Collection[str], **values: bool) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(_WORKERS).where(_WORKERS.c.id.in_(workers)).values(**values))


def _worker(row: RowMapping) -> Worker:
    return Worker(
        id=row["id"],
        machine=row["machine"],
        pid=row["pid"] or 0,
        version=row["version"],
        page_digest=row["page_digest"],
        setup_digest=row["setup_digest"],
        started_at=row["started_at"],
        seen_at=row["seen_at"],
        is_draining=bool(row["is_draining"]),
        is_late=bool(row["is_late"]),
        is_gone=bool(row["is_gone"]),
        answers=row["answers"],
    )
