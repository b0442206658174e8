"""The open database: connections, sessions, transactions."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import URL, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from rxchat.db.sqlite import BEGIN, SERVING_PRAGMAS, prepare

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


def carried_through(call: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
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
        self._engine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(path)),
            connect_args={"isolation_level": None},
            hide_parameters=True,  # a failed statement's text must not carry a message into a log
        )
        prepare(self._engine.sync_engine, SERVING_PRAGMAS)
        self._writing_engine = self._engine.execution_options(**{BEGIN: "IMMEDIATE"})
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """For reading: everything read in one session is of one moment. What is written in it is rolled back."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """For writing: committed when the block ends, rolled back when it raises."""
        async with (
            self._writer,
            AsyncSession(self._writing_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @carried_through
    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def is_alive(self) -> bool:
        """Whether the database answers."""
        try:
            await self.ping()
        except SQLAlchemyError:
            log.exception("The database does not answer.")
            return False
        return True

    @carried_through
    async def check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing when it is sound. Reads the whole file."""
        await self.ping()
        async with self._engine.connect() as connection:
            found = (await connection.execute(text("PRAGMA quick_check(20)"))).scalars().all()
        return [str(line) for line in found if line != "ok"]

    async def aclose(self) -> None:
        await self._engine.dispose()

    @contextmanager
    def recorded(self) -> Generator[list[str]]:
        """The SQL run inside the block, in order, BEGIN left out: for tests and benchmarks that count statements."""
        statements: list[str] = []

        def record(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(self._engine.sync_engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            event.remove(self._engine.sync_engine, "before_cursor_execute", record)
