"""One-step cursor: a statement and its rows in one step of the connection's thread.

aiosqlite's cursor takes four: opening, executing, fetching and closing. Each of them wakes the thread and then the event loop,
which takes longer than the usual query itself.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite import aiosqlite as dialect


class OneStepCursor:
    """What SQLAlchemy uses of aiosqlite's cursor."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._connection: Any = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> "OneStepCursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._run(lambda connection: connection.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        await self._run(lambda connection: connection.executemany(statement, parameters))

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Drop the rows; the cursor itself was closed in the thread."""
        self._rows = []

    async def _run(self, start: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> None:
        def step(connection: sqlite3.Connection) -> None:
            cursor = start(connection)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid  # of UPDATE ... RETURNING, known once it is fetched
            cursor.close()

        await self._connection._execute(step, self._connection._conn)


class _Cursor(dialect.AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def _make_new_cursor(self, connection: Any) -> Any:
        return OneStepCursor(connection)


class _Connection(dialect.AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor


class OneStepDriver(dialect.AsyncAdapt_aiosqlite_dbapi):
    """aiosqlite with such cursors, as the `module` of an engine."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **kwargs: Any) -> _Connection:
        return _Connection(self, super().connect(*args, **kwargs).driver_connection)
