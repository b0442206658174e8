"""PostgreSQL locks: several processes serve a database, or one upgrades or replaces it. The server releases them by itself.

They belong to a session of their own. Behind a pooler in transaction mode they belong to a transaction that stays open instead:
the pooler would give a session to others. It has read nothing, so it has no snapshot that would hold up VACUUM.
"""

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Final

from sqlalchemy import URL, Connection, TextClause, text
from sqlalchemy.exc import DBAPIError

from rxchat.db.postgres.postgres_database import is_pooled, upgrading_engine
from rxchat.domain.errors import StartupFailed

_KEY: Final = 7273636861740003
LOOK_SECONDS: Final = 2.0
_ALIVE: Final = text("SELECT 1")
_FREE: Final = text("SELECT pg_advisory_unlock_all()")
_STAY: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND pid != pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND (classid::bigint << 32) + objid::bigint = {_KEY}"
)

log = logging.getLogger(__name__)


def count_serving(connection: Connection) -> int:
    """How many processes serve the database, without this one if it holds its lock by this connection."""
    return int(connection.scalar(_OTHERS) or 0)


def _let_go(connection: Connection) -> None:
    """Close it. Its lock is free at once: the server ends a session only some time after its connection was closed."""
    with connection, suppress(DBAPIError):  # one that was lost has no lock
        connection.execute(_FREE)


class HeldLock:
    """A shared lock, taken again when its connection is lost: the server was restarted, or a firewall forgot it.

    `take` returns a connection that holds the lock, None while somebody holds it alone.
    """

    def __init__(self, connection: Connection, take: Callable[[], Connection | None]) -> None:
        self._connection: Connection | None = connection
        self._take = take
        self._one_at_a_time = threading.Lock()
        self._is_released = threading.Event()
        threading.Thread(target=self._keep, daemon=True).start()

    def others(self) -> int:
        """How many other processes hold it."""
        with self._one_at_a_time:
            return 0 if self._connection is None else count_serving(self._connection)

    def release(self) -> None:
        self._is_released.set()
        with self._one_at_a_time:
            connection, self._connection = self._connection, None
            if connection is not None:
                _let_go(connection)

    def _keep(self) -> None:
        while not self._is_released.wait(LOOK_SECONDS):
            with self._one_at_a_time:
                if not self._is_released.is_set():
                    self._renew()

    def _renew(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute(_ALIVE)
            elif (connection := self._take()) is not None:
                self._connection = connection
                log.warning("The lock of who serves the database is held again.")
        except DBAPIError:
            if self._connection is not None:
                log.warning("The lock of who serves the database was lost. It is taken again once the server answers.")
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class ServingLocks:
    """`name` is that of the database, for a person."""

    def __init__(self, url: URL, name: str) -> None:
        self._name = name
        self._scope = "_xact" if is_pooled(url) else ""
        isolation = "READ COMMITTED" if self._scope else "AUTOCOMMIT"
        self._engine = upgrading_engine(url).execution_options(isolation_level=isolation)

    @contextmanager
    def shared(self, on_step: Callable[[str], None]) -> Generator[HeldLock]:
        """Serve the database, maybe with others. One that upgrades or replaces it is waited for."""
        connection = self._connected()
        try:
            if not connection.scalar(self._try("_shared")):
                on_step(f"Waiting for another rxchat that upgrades or replaces the {self._name}")
                connection.execute(self._wait("_shared"))
        except BaseException:
            connection.close()
            raise
        lock = HeldLock(connection, self._shared_again)
        try:
            yield lock
        finally:
            lock.release()

    def _shared_again(self) -> Connection | None:
        connection = self._connected()
        if connection.scalar(self._try("_shared")):
            return connection
        connection.close()
        return None

    @contextmanager
    def alone(self, on_step: Callable[[str], None]) -> Generator[None]:
        """Keep others from serving the database. Raises StartupFailed if one does; another that changes it is waited for."""
        connection = self._connected()
        try:
            if not connection.scalar(self._try("")):
                if count_serving(connection):
                    raise StartupFailed(f"The {self._name} is in use by another rxchat.", hint="Use that one, or stop it first.")
                on_step(f"Waiting for another rxchat that upgrades or replaces the {self._name}")
                connection.execute(self._wait(""))
            yield
        finally:
            _let_go(connection)

    def _connected(self) -> Connection:
        connection = self._engine.connect()
        if self._scope:
            connection.execute(_STAY)
        return connection

    def _try(self, kind: str) -> TextClause:
        return text(f"SELECT pg_try_advisory{self._scope}_lock{kind}({_KEY})")

    def _wait(self, kind: str) -> TextClause:
        return text(f"SELECT pg_advisory{self._scope}_lock{kind}({_KEY})")
