"""PostgreSQL locks: several processes serve a database, or one upgrades or replaces it. The server releases them by itself.

They belong to a session of their own. Behind a pooler in transaction mode they belong to a transaction that stays open instead:
the pooler would give a session to others. It has read nothing, so it has no snapshot that would hold up VACUUM.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import URL, Connection, TextClause, text

from rxchat.db.postgres.postgres_database import is_pooled, upgrading_engine
from rxchat.domain.errors import StartupFailed

_KEY: Final = 7273636861740003
_STAY: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND pid != pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND (classid::bigint << 32) + objid::bigint = {_KEY}"
)


def count_serving(connection: Connection) -> int:
    """How many processes serve the database, without this one if it holds its lock by this connection."""
    return int(connection.scalar(_OTHERS) or 0)


class ServingLocks:
    """`name` is that of the database, for a person."""

    def __init__(self, url: URL, name: str) -> None:
        self._name = name
        self._scope = "_xact" if is_pooled(url) else ""
        isolation = "READ COMMITTED" if self._scope else "AUTOCOMMIT"
        self._engine = upgrading_engine(url).execution_options(isolation_level=isolation)

    @contextmanager
    def shared(self, on_step: Callable[[str], None]) -> Generator[Connection]:
        """Serve the database, maybe with others. One that upgrades or replaces it is waited for."""
        with self._session() as connection:
            if not connection.scalar(self._try("_shared")):
                on_step(f"Waiting for another rxchat that upgrades or replaces the {self._name}")
                connection.execute(self._wait("_shared"))
            yield connection

    @contextmanager
    def alone(self, on_step: Callable[[str], None]) -> Generator[None]:
        """Keep others from serving the database. Raises StartupFailed if one does; another that changes it is waited for."""
        with self._session() as connection:
            if not connection.scalar(self._try("")):
                if count_serving(connection):
                    raise StartupFailed(f"The {self._name} is in use by another rxchat.", hint="Use that one, or stop it first.")
                on_step(f"Waiting for another rxchat that upgrades or replaces the {self._name}")
                connection.execute(self._wait(""))
            yield

    @contextmanager
    def _session(self) -> Generator[Connection]:
        connection = self._engine.connect()
        try:
            if self._scope:
                connection.execute(_STAY)
            yield connection
        finally:
            connection.close()

    def _try(self, kind: str) -> TextClause:
        return text(f"SELECT pg_try_advisory{self._scope}_lock{kind}({_KEY})")

    def _wait(self, kind: str) -> TextClause:
        return text(f"SELECT pg_advisory{self._scope}_lock{kind}({_KEY})")
