"""Key check: a value derived from the master key, which shows whether the database belongs to it."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import upsert
from rxchat.db.schema.core_tables import KeyCheckRow

_MASTER: Final = "master"


class KeyCheckRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def get(self) -> str | None:
        async with self._database.session() as session:
            return await session.scalar(select(col(KeyCheckRow.value)).where(col(KeyCheckRow.name) == _MASTER))

    @run_to_completion
    async def put(self, value: str) -> str:
        """Store the value unless there is one: another process may have started at the same moment. Returns what is there."""
        async with self._database.transaction() as session:
            new = upsert(session, KeyCheckRow).values(name=_MASTER, value=value)
            await session.execute(new.on_conflict_do_nothing(index_elements=[col(KeyCheckRow.name)]))
            return (await session.execute(select(col(KeyCheckRow.value)).where(col(KeyCheckRow.name) == _MASTER))).scalar_one()


async def replace_check(session: AsyncSession, value: str) -> None:
    """Store the value in place of the one that is there, as part of a larger transaction."""
    new = upsert(session, KeyCheckRow).values(name=_MASTER, value=value)
    await session.execute(new.on_conflict_do_update(index_elements=[col(KeyCheckRow.name)], set_={"value": value}))
