"""PostgreSQL as the database: the same sessions and transactions as `Database` has over a SQLite file."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any, Final

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import StrDumper
from sqlalchemy import URL, Connection, Engine, Integer, NullPool, QueuePool, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry

from rxchat.database_urls import POOLER
from rxchat.db.database import Database, T, run_to_completion
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.postgres.idle_connections import ping_idle
from rxchat.db.postgres.patience import PATIENCE, PatientConnection, PatientQueue, ServerSilent
from rxchat.db.postgres.postgres_errors import not_read, not_saved
from rxchat.db.postgres.postgres_readiness import PostgresReadiness

_KEEPALIVE: Final = (
    "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
"""The server asks whether this computer is still there. Half a minute after it is gone, its connections and locks are free."""
IDLE_SECONDS: Final = 5.0
"""A transaction of which the server hears nothing for so long is rolled back: its process is frozen, or its computer gone, and
everybody would wait for what it has locked.
"""
_BOUND: Final = "SELECT set_config('idle_in_transaction_session_timeout', :idle_ms, true)"
BOUND: Final = text(_BOUND)
WRITER: Final = text(f"{_BOUND}, pg_advisory_xact_lock(7273636861740001)")
"""One writer at a time, as in SQLite: what a transaction has looked at is still so when it writes."""
CONNECTING: Final = {"connect_timeout": 3, "tcp_user_timeout": 5_000, "application_name": "rxchat"}


_IDENTITY: Final = text(
    "SELECT system_identifier || '/' || pg_database.oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
)


@compiles(Integer, "postgresql")
def _as_bigint(_type: Integer, _compiler: Any, **_options: Any) -> str:
    """SQLite's integers have 64 bits, and so do the ids that the API accepts: also in what is compared with a column."""
    return "BIGINT"


class _Dumper(StrDumper):
    """PostgreSQL has no U+0000, which a vendor or a pasted text may well hold."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _NumberLoader(Loader):
    """A sum of integers is `numeric`, as no column is: an integer here too."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode("ascii")
        return int(text) if text.removeprefix("-").isdigit() else float(text)


class PostgresDatabase(Database):
    """A PostgreSQL database at the newest revision."""

    is_file = False

    def __init__(self, url: URL, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle: Final = {"idle_ms": str(round(idle_seconds * 1000))}
        self.url: Final = url.set(drivername="postgresql+psycopg")
        self.open_answers = OpenAnswers()
        self._engine = _async_engine(self.url)
        self._reading_engine = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._appending_engine = _appending_engine(self.url)
        self._aside_engine = _appending_engine(self.url, size=2)
        self.readiness = PostgresReadiness(self.transaction)
        self._writer = PatientQueue()

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        with self._in_words(not_read):
            async with AsyncSession(self._reading_engine, expire_on_commit=False) as session:
                yield session

    async def look(self, work: Callable[[Connection], T]) -> T:
        with self._in_words(not_read):
            async with self._reading_engine.connect() as connection:
                return await connection.run_sync(work)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        with self._in_words(not_saved):
            async with self._writer, AsyncSession(self._engine, expire_on_commit=False) as session:
                await session.execute(WRITER, self._idle)
                yield session
                await session.commit()

    @run_to_completion
    async def transact(self, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self._appending_engine.begin() as connection:
                connection.execute(WRITER, self._idle)
                return work(connection)

        with self._in_words(not_saved):
            async with self._writer:
                return await asyncio.to_thread(whole)

    @run_to_completion
    async def transact_aside(self, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self._aside_engine.begin() as connection:
                connection.execute(BOUND, self._idle)
                return work(connection)

        with self._in_words(not_saved):
            return await asyncio.to_thread(whole)

    @contextmanager
    def _in_words(self, describe: Callable[[Exception], Exception | None]) -> Generator[None]:
        try:
            yield
        except (psycopg.Error, DBAPIError, PoolTimeout) as exc:
            error = describe(ServerSilent() if isinstance(exc, PoolTimeout) else exc)
            if error is None:
                raise
            raise error from exc

    def sizes(self) -> dict[str, int]:
        """None: what watches the server knows."""
        return {}

    @run_to_completion
    async def identity(self) -> str:
        async with self.session() as session:
            return str(await session.scalar(_IDENTITY))

    async def check(self) -> list[str]:
        await self.ping()
        return []

    async def aclose(self) -> None:
        await self.readiness.aclose()
        await self._engine.dispose()
        self._appending_engine.dispose()
        self._aside_engine.dispose()

    def _is_preamble(self, statement: str) -> bool:
        return statement.startswith("SELECT set_config")

    def _engines(self) -> tuple[Engine, ...]:
        return (self._engine.sync_engine, self._appending_engine, self._aside_engine)


def _async_engine(url: URL) -> AsyncEngine:
    options = _options(url)
    options["connect_args"] |= {"async_creator_fn": PatientConnection.connect}
    engine = create_async_engine(url.difference_update_query([POOLER]), pool_timeout=PATIENCE, **options)
    _prepare(engine.sync_engine, url)
    ping_idle(engine.sync_engine)
    return engine


def _appending_engine(url: URL, size: int = 1) -> Engine:
    """Connections used by one thread after the other: a page with many readers can't keep answers from being saved."""
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": size}
    engine = create_engine(url.difference_update_query([POOLER]), **pool, **_options(url))
    _prepare(engine, url)
    ping_idle(engine)
    return engine


def upgrading_engine(url: URL) -> Engine:
    """For schema changes and commands."""
    plain = url.set(drivername="postgresql+psycopg").difference_update_query([POOLER])
    engine = create_engine(plain, poolclass=NullPool, **_options(url))
    _prepare(engine, url)
    return engine


def is_pooled(url: URL) -> bool:
    """Whether each transaction may be on another connection to the server, which so keeps nothing between two."""
    return POOLER in url.query


def _options(url: URL) -> dict[str, Any]:
    """Without a parameter in a log, and without a query for a type that no column has."""
    unprepared: dict[str, Any] = {"prepare_threshold": None} if is_pooled(url) else {}
    return {"connect_args": CONNECTING | unprepared, "hide_parameters": True, "use_native_hstore": False}


def _prepare(engine: Engine, url: URL) -> None:
    def connected(connection: Any, _record: ConnectionPoolEntry) -> None:
        driver = getattr(connection, "driver_connection", connection)
        driver.adapters.register_dumper(str, _Dumper)
        driver.adapters.register_loader("numeric", _NumberLoader)
        if not is_pooled(url):  # the pooler's connections to the server are its own
            with closing(connection.cursor()) as cursor:
                cursor.execute(_KEEPALIVE)
            connection.commit()

    event.listen(engine, "connect", connected)
