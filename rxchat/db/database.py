"""The open database: connections, sessions, transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from sqlalchemy import URL, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from rxchat.db.open_answers import OpenAnswers
from rxchat.db.readiness import Readiness
from rxchat.db.sqlite import BEGIN, SERVING_PRAGMAS, WRITING_PRAGMAS, prepare
from rxchat.db.sqlite_errors import is_busy, is_damage, not_read, not_saved

PATIENCE: Final = 5.0
"""Seconds that a write waits for another program to let go of the file."""
BRIEFLY: Final = 1.0
"""The same while the last write has waited in vain."""

P = ParamSpec("P")
T = TypeVar("T")


def run_to_completion(call: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make a call whole: a caller that is cancelled is told so only when the call is done.

    Pressing Stop cancels the task that appends to an answer, and leaving a page one that reads. Cut off in mid-commit, a write
    could not know whether its piece was kept, and would lose it or write it twice. Cut off in mid-query, SQLAlchemy closes the
    connection behind our back, and where it is cancelled again meanwhile aiosqlite never answers: a task that nothing ends.
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
    """One SQLite file, brought up to date by `migrate` before it is opened.

    Readers work side by side; writers queue here rather than in SQLite, whose own queue is a poll with naps.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open_answers = OpenAnswers()
        self.readiness = Readiness(path, self.transaction)
        self._engine = _engine(path, SERVING_PRAGMAS)
        self._writing_engine = _engine(path, WRITING_PRAGMAS).execution_options(**{BEGIN: "IMMEDIATE"})
        self._writer = asyncio.Lock()
        self._is_held = False

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """For reading: everything read in one session is of one moment. What is written in it is rolled back. Raises NotRead."""
        with self._told(not_read):
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """For writing: committed when the block ends, rolled back when it raises. Raises NotSaved."""
        due = asyncio.get_running_loop().time() + (BRIEFLY if self._is_held else PATIENCE)
        with self._told(not_saved):
            async with self._writer, await self._begun(due) as session:
                yield session
                await session.commit()

    async def _begun(self, due: float) -> AsyncSession:
        """A session that has the file for itself, at the latest when it is `due`: then whoever holds the file is to blame."""
        while True:
            session = AsyncSession(self._writing_engine, expire_on_commit=False)
            try:
                await session.connection()
            except (sqlite3.Error, DBAPIError) as exc:
                await session.close()
                self._is_held = is_busy(exc)
                if not self._is_held or asyncio.get_running_loop().time() >= due:
                    raise
            else:
                self._is_held = False
                return session

    async def alone(self, work: Callable[[Path], T]) -> T:
        """The result of work in a thread, on a connection of its own, while nobody in this process writes. Raises NotSaved."""
        with self._told(not_saved):
            async with self._writer:
                return await asyncio.to_thread(work, self.path)

    @contextmanager
    def _told(self, in_words: Callable[[Exception, Path], Exception | None]) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, DBAPIError) as exc:  # SQLAlchemy does not wrap what goes wrong while it connects
            if is_damage(exc):
                self.readiness.note_damage()
            told = in_words(exc, self.path)
            if told is None:
                raise
            raise told from exc

    @run_to_completion
    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    @run_to_completion
    async def check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing when it is sound. Reads the whole file."""
        await self.ping()
        async with self._engine.connect() as connection:
            found = (await connection.execute(text("PRAGMA quick_check(20)"))).scalars().all()
        return [str(line) for line in found if line != "ok"]

    async def aclose(self) -> None:
        await self.readiness.aclose()
        await self._engine.dispose()
        await self._writing_engine.dispose()

    @contextmanager
    def recorded(self) -> Generator[list[str]]:
        """The SQL run inside the block, in order, BEGIN left out: for tests and benchmarks that count statements."""
        statements: list[str] = []

        def record(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        engines = (self._engine.sync_engine, self._writing_engine.sync_engine)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", record)


def _engine(path: Path, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"isolation_level": None},
        hide_parameters=True,  # a failed statement's text must not carry a message into a log
    )
    prepare(engine.sync_engine, pragmas)
    return engine
