"""Import runs: which person's import runs on which worker, and how far it is."""

from typing import Final, cast

from sqlalchemy import ColumnElement, Table, delete, exists, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import upsert
from rxchat.db.schema.worker_tables import ImportRunRow, WorkerRow
from rxchat.domain.imports import ImportProgress

_RUNS: Final = cast(Table, getattr(ImportRunRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


class ImportRunRepository:
    """For a process that is one of several workers. Runs of workers that are gone don't count."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers

    @run_to_completion
    async def begin(self, user_id: int) -> bool:
        """Note that an import of this person runs here. Returns False if one runs on another worker."""
        is_here = _RUNS.c.worker_id == self._answers.worker
        async with self._database.transaction() as session:
            await session.execute(delete(_RUNS).where(_RUNS.c.user_id == user_id, is_here | ~_is_living()))
            new = upsert(session, _RUNS).values(user_id=user_id, worker_id=self._answers.worker)
            added = await session.scalar(new.on_conflict_do_nothing(index_elements=["user_id"]).returning(_RUNS.c.id))
        return added is not None

    @run_to_completion
    async def note(self, user_id: int, progress: ImportProgress) -> None:
        """How far the import is that runs here."""
        values = {
            "share": progress.share,
            "conversations": progress.conversations,
            "messages": progress.messages,
            "duplicates": progress.duplicates,
        }
        async with self._database.transaction() as session:
            await session.execute(update(_RUNS).where(self._is_ours(user_id)).values(**values))

    @run_to_completion
    async def progress(self, user_id: int) -> ImportProgress | None:
        """How far an import is that runs on any worker; None if none does."""
        counts = _RUNS.c.share, _RUNS.c.conversations, _RUNS.c.messages, _RUNS.c.duplicates
        async with self._database.session() as session:
            row = (await session.execute(select(*counts).where(_RUNS.c.user_id == user_id, _is_living()))).one_or_none()
        if row is None:
            return None
        return ImportProgress(
            share=row.share or 0.0,
            conversations=row.conversations or 0,
            messages=row.messages or 0,
            duplicates=row.duplicates or 0,
        )

    @run_to_completion
    async def end(self, user_id: int) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(_RUNS).where(self._is_ours(user_id)))

    def _is_ours(self, user_id: int) -> ColumnElement[bool]:
        return (_RUNS.c.user_id == user_id) & (_RUNS.c.worker_id == self._answers.worker)


def _is_living() -> ColumnElement[bool]:
    return exists().where(col(WorkerRow.id) == _RUNS.c.worker_id, col(WorkerRow.is_gone).is_not(True)).correlate(_RUNS)
