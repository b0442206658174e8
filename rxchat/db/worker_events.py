"""Worker events: what changed on one worker, for the others to read."""

from collections.abc import Sequence
from typing import Final, NamedTuple, cast

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import seconds_ago
from rxchat.db.schema.worker_tables import WorkerEventRow

KEPT_SECONDS: Final = 120
"""Who hasn't read for so long has missed some."""
_EVENTS: Final = cast(Table, getattr(WorkerEventRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


class Heard(NamedTuple):
    """What other workers wrote after a position, and the position after it."""

    bodies: list[str]
    position: int


class WorkerEventRepository:
    """Events have one order: each is written while nobody else writes. Everything raises NotSaved or NotRead."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers

    async def write(self, bodies: Sequence[str]) -> None:
        """Tell the other workers. Old events are deleted."""
        rows = [{"worker_id": self._answers.worker, "body": body} for body in bodies]

        def add(connection: Connection) -> None:
            connection.execute(delete(_EVENTS).where(_EVENTS.c.created_at < seconds_ago(KEPT_SECONDS)))
            connection.execute(insert(_EVENTS), rows)

        await self._database.transact(add)

    @run_to_completion
    async def end(self) -> int:
        """The position after all that was written so far."""
        async with self._database.session() as session:
            return await session.scalar(select(func.max(col(WorkerEventRow.id)))) or 0

    @run_to_completion
    async def read(self, position: int) -> Heard:
        """What came after the position."""
        query = select(_EVENTS.c.id, _EVENTS.c.worker_id, _EVENTS.c.body).where(_EVENTS.c.id > position).order_by(_EVENTS.c.id)
        rows = await self._database.look(lambda connection: connection.execute(query).all())
        bodies = [row.body for row in rows if row.worker_id != self._answers.worker]
        return Heard(bodies, rows[-1].id if rows else position)
