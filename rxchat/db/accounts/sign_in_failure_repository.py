"""Wrong passwords of the last minutes, counted over all workers. Names and networks are keyed digests that can't be read back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Table, delete, insert, select

from rxchat.db.column_types import read_utc
from rxchat.db.database import Database
from rxchat.db.dialects import NOW, seconds_ago
from rxchat.db.schema.session_tables import SignInFailureRow

MOST_ROWS: Final = 30_000
"""Beyond them the oldest are deleted, whatever is typed."""
_FAILURES: Final = cast(Table, getattr(SignInFailureRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it
_EARLIER: Final = select(_FAILURES.c.key_digest, _FAILURES.c.created_at).order_by(_FAILURES.c.id)


class Recorded(NamedTuple):
    """The ids of the new rows by key, and how many seconds ago earlier failures of each key were, oldest first."""

    ids: Mapping[str, int]
    ages: Mapping[str, list[float]]


class SignInFailureRepository:
    """Each call is one step of a thread. Raises NotSaved."""

    def __init__(self, database: Database, seconds: float) -> None:
        """Failures older than `seconds` don't count."""
        self._database = database
        self._seconds = int(seconds)

    async def add(self, keys: Sequence[str]) -> Recorded:
        """Record a failure of each key. Of two at once, one sees the other."""

        def work(connection: Connection) -> Recorded:
            connection.execute(delete(_FAILURES).where(_FAILURES.c.created_at < seconds_ago(self._seconds)))
            rows = connection.execute(_EARLIER.where(_FAILURES.c.key_digest.in_(keys))).all()
            now = connection.execute(select(NOW)).scalar_one()
            ids = {key: _added(connection, key) for key in keys}
            connection.execute(delete(_FAILURES).where(_FAILURES.c.id <= max(ids.values()) - MOST_ROWS))
            return Recorded(ids, _ages(rows, now))

        return await self._database.transact(work)

    async def forget(self, ids: Sequence[int]) -> None:
        """Take back failures that were none."""
        await self._delete(_FAILURES.c.id.in_(ids))

    async def forget_all(self, key: str) -> None:
        await self._delete(_FAILURES.c.key_digest == key)

    async def _delete(self, which: Any) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(_FAILURES).where(which))

        await self._database.transact(work)


def _added(connection: Connection, key: str) -> int:
    new = insert(_FAILURES).values(key_digest=key, created_at=NOW).returning(_FAILURES.c.id)
    return connection.execute(new).scalar_one()


def _ages(rows: Sequence[Any], now: str) -> dict[str, list[float]]:
    moment = read_utc(now)
    ages = defaultdict[str, list[float]](list)
    for key, created_at in rows:
        if isinstance(created_at, datetime) and moment is not None:
            ages[key].append(max((moment - created_at).total_seconds(), 0.0))
    return ages
