"""The database: connections, sessions and transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.files import QUICK_CHECK
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.readiness import Readiness
from rxchat.db.sqlite import BEGIN, SERVING_PRAGMAS, WRITING_PRAGMAS
from rxchat.db.sqlite_engines import async_engine, threads_engine
from rxchat.db.sqlite_errors import is_busy, is_damage, not_read, not_saved
from rxchat.db.write_queue import WriteQueue

PATIENCE: Final = 5.0
"""Seconds that a write waits while another program has the file locked."""
BRIEFLY: Final = 1.0
"""The same after the last write timed out."""

P = ParamSpec("P")
T = TypeVar("T")


def run_to_completion(call: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Shield a call from cancellation: a cancelled caller gets its CancelledError once the call has ended.

    Stop cancels the task that appends to an answer; leaving a page cancels one that reads. Cancelled in the middle of a commit, a
    write couldn't know whether its text was stored, and would lose or duplicate it. Cancelled in the middle of a query,
    SQLAlchemy closes the connection behind our back; cancelled once more meanwhile, aiosqlite never answers and the task never
    ends.
    """

    @wraps(call)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.create_task(call(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is None or task.cancelled():
            return task.result()
        raise cancelled from task.exception()

    return whole


class Database:
    """A SQLite file at the newest revision.

    Readers run in parallel. Writers queue in this process: SQLite's own queue polls with sleeps.
    """

    is_file: ClassVar[bool] = True
    """Whether other programs may have made it, and what is deleted must be wiped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open_answers = OpenAnswers()
        self.readiness = Readiness(path, self.transaction)
        self._engine = async_engine(path, SERVING_PRAGMAS)
        self._writing_engine = async_engine(path, WRITING_PRAGMAS).execution_options(**{BEGIN: "IMMEDIATE"})
        self._looking_engine = threads_engine(path, SERVING_PRAGMAS)
        self._appending_engine = threads_engine(path, WRITING_PRAGMAS).execution_options(**{BEGIN: "IMMEDIATE"})
        self._writer = WriteQueue()
        self._is_locked = False

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """A read-only session with one consistent snapshot; writes in it are rolled back. Raises NotRead."""
        with self._translated(not_read):
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                yield session

    async def look(self, work: Callable[[Connection], T]) -> T:
        """`session` for what is read again and again: `work` runs in a thread, in one step. Raises NotRead."""

        def whole() -> T:
            with self._looking_engine.connect() as connection:
                return work(connection)

        with self._translated(not_read):
            return await asyncio.to_thread(whole)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """A write transaction: commits at the end of the block, rolls back on an exception. Raises NotSaved."""
        due = self._due()
        with self._translated(not_saved):
            async with self._writer, await self._unlocked(self._begin, due) as session:
                yield session
                await session.commit()

    @run_to_completion
    async def transact(self, work: Callable[[Connection], T]) -> T:
        """A write transaction for what is written several times a second: `work` runs in a thread, from BEGIN to COMMIT in one
        step, where a session takes some twenty. Raises NotSaved.
        """

        def whole() -> T:
            with self._appending_engine.begin() as connection:
                return work(connection)

        due = self._due()
        with self._translated(not_saved):
            async with self._writer:
                return await self._unlocked(lambda: asyncio.to_thread(whole), due)

    @run_to_completion
    async def transact_aside(self, work: Callable[[Connection], T]) -> T:
        """`transact` for what must not wait for other writers, where the database can write side by side. It must not rely on
        what it reads of others.
        """
        return await self.transact(work)

    async def _begin(self) -> AsyncSession:
        """A session that holds the write lock."""
        session = AsyncSession(self._writing_engine, expire_on_commit=False)
        try:
            await session.connection()
        except BaseException:
            await session.close()
            raise
        return session

    def _due(self) -> float:
        """When a write gives up waiting for another program that holds the file."""
        return asyncio.get_running_loop().time() + (BRIEFLY if self._is_locked else PATIENCE)

    async def _unlocked(self, write: Callable[[], Awaitable[T]], due: float) -> T:
        """Try to write until no other program holds the file. After `due` the error is raised."""
        while True:
            try:
                written = await write()
            except (sqlite3.Error, DBAPIError) as exc:
                self._is_locked = is_busy(exc)
                if not self._is_locked or asyncio.get_running_loop().time() >= due:
                    raise
            else:
                self._is_locked = False
                return written

    async def exclusively(self, work: Callable[[Path], T]) -> T:
        """Run `work` in a thread with its own connection while nothing else in this process writes. Raises NotSaved."""
        with self._translated(not_saved):
            async with self._writer:
                return await asyncio.to_thread(work, self.path)

    @contextmanager
    def _translated(self, describe: Callable[[Exception, Path], Exception | None]) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, DBAPIError) as exc:  # SQLAlchemy doesn't wrap errors of connecting
            if is_damage(exc):
                self.readiness.note_damage()
            error = describe(exc, self.path)
            if error is None:
                raise
            raise error from exc

    @property
    def writes_waiting(self) -> int:
        return self._writer.waiting

    def sizes(self) -> dict[str, int]:
        """The bytes of the file and of its write-ahead log, which grows where something keeps it from being emptied."""
        files = {"database": self.path, "wal": self.path.with_name(f"{self.path.name}-wal")}
        return {name: path.stat().st_size for name, path in files.items() if path.exists()}

    @run_to_completion
    async def ping(self) -> None:
        """Raise if the database doesn't answer."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    @run_to_completion
    async def identity(self) -> str:
        """What tells this database from all others, from wherever it is reached. Raises NotRead."""
        return str(self.path)

    @run_to_completion
    async def check(self) -> list[str]:
        """The problems that SQLite finds in the file, empty if it is sound. Reads the whole file."""
        await self.ping()
        async with self._engine.connect() as connection:
            found = (await connection.execute(text(QUICK_CHECK.format(20)))).scalars().all()
        return [str(line) for line in found if line != "ok"]

    async def aclose(self) -> None:
        await self.readiness.aclose()
        await self._engine.dispose()
        await self._writing_engine.dispose()
        self._looking_engine.dispose()
        self._appending_engine.dispose()

    def _is_preamble(self, statement: str) -> bool:  # noqa: ARG002 - of PostgreSQL alone
        return False

    def _engines(self) -> tuple[Engine, ...]:
        return (self._engine.sync_engine, self._writing_engine.sync_engine, self._looking_engine, self._appending_engine)

    @contextmanager
    def recorded(self) -> Generator[list[str]]:
        """Record the SQL that runs in the block, without BEGIN and what locks: for tests and benchmarks that count statements."""
        statements: list[str] = []

        def record(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN") and not self._is_preamble(statement):
                statements.append(statement)

        engines = self._engines()
        for engine in engines:
            event.listen(engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", record)
