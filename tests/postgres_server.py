"""A PostgreSQL server for the tests, on loopback, and what a test's raw statements need to run there too."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from filelock import FileLock
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int4
from sqlalchemy import URL

from rxchat.db.postgres.postgres_database import PostgresDatabase, upgrading_engine
from rxchat.db.postgres.postgres_migrations import create

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=16MB"
_LIKE_SQLITE = "UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'int4'::regtype AND casttarget = 'bool'::regtype"
"""Tests write flags as SQLite has them, 0 and 1."""
_CLEAR: Final = "CREATE FUNCTION rxchat_clear() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {} END $$"
"""Empty all tables, and count from 1 again. TRUNCATE would write files for each table, which takes twenty times as long."""
_CLEAR_TABLE: Final = "IF EXISTS (SELECT 1 FROM {0}) THEN DELETE FROM {0}; END IF;"
_CLEAR_COUNTER: Final = "IF (SELECT is_called FROM {0}) THEN PERFORM setval('{0}', 1, false); END IF;"
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version'"
_COUNTERS: Final = "SELECT sequencename FROM pg_sequences"
_INSERT_WITH_ID = re.compile(r"INSERT INTO (\w+) \((?:\w+, )*id\b")
_COUNT_ON = """
SELECT setval(counter, greatest((SELECT max(id) FROM {0}), nextval(counter) - 1))
FROM pg_get_serial_sequence('{0}', 'id') AS counter WHERE counter IS NOT NULL
"""
_NUMBERS: Final = count(1)
_SEARCHED = "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'rxchat_%'"
_TEMPLATE: Final = "with_tables"
_CONNECTIONS: Final = dict[URL, psycopg.Connection]()
"""What tests look at the tables with: kept for the session, as connecting takes longer than most of them."""


@contextmanager
def database(shared: Path) -> Iterator[URL]:
    """A database with the tables, of this process alone. All processes with the folder `shared` use the same server."""
    programs = _programs()
    users = shared / "postgres"
    users.mkdir(exist_ok=True)
    place, user, lock = users / "place", users / f"user-{os.getpid()}", FileLock(users / "lock")
    with lock:
        if not place.exists():
            place.write_text(str(_start(programs)))
        user.touch()
    try:
        with empty_database(_url(Path(place.read_text()), "postgres"), template=_TEMPLATE) as url:
            yield url
            if url in _CONNECTIONS:
                _CONNECTIONS.pop(url).close()
    finally:
        with lock:
            user.unlink()
            if not list(users.glob("user-*")):
                _stop(programs, Path(place.read_text()))
                place.unlink()


def _start(programs: Path) -> Path:
    """Start a server, which doesn't run as root, and return its folder. A socket's address must be short."""
    folder = Path(tempfile.mkdtemp(prefix="rxchat-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    _run(folder, programs / "initdb", "--no-sync", "--auth=trust", "--username=rxchat", "--encoding=UTF8", "--locale=C", data)
    options = f"{_FAST} -c listen_addresses= -c unix_socket_directories={folder}"
    _run(folder, programs / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start")
    with upgrading_engine(_url(folder, "postgres")).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {_TEMPLATE}")
    with upgrading_engine(_url(folder, _TEMPLATE)).begin() as made:
        create(made)
    with psycopg.connect(_dsn(_url(folder, _TEMPLATE)), row_factory=tuple_row) as connection:
        _prepare(connection)
    return folder


def _stop(programs: Path, folder: Path) -> None:
    _run(folder, programs / "pg_ctl", "-w", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder)


def _run(folder: Path, *command: str | Path) -> None:
    as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_user, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if places:
        return places[-1]
    words = "PostgreSQL isn't installed (Debian: apt-get install postgresql)."
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def _url(folder: Path, name: str) -> URL:
    return URL.create("postgresql", username="rxchat", database=name, query={"host": str(folder)})


def _dsn(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _prepare(connection: psycopg.Connection) -> None:
    """What the tests need beside the tables."""
    connection.execute(_LIKE_SQLITE)
    for table, trigger in connection.execute(_SEARCHED).fetchall():
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}".encode())
    tables = [_CLEAR_TABLE.format(name) for (name,) in connection.execute(_TABLES)]
    counters = [_CLEAR_COUNTER.format(name) for (name,) in connection.execute(_COUNTERS)]
    connection.execute(_CLEAR.format(" ".join(tables + counters)).encode())


def _connected(url: URL) -> psycopg.Connection:
    """References aren't checked, the search's triggers work."""
    if url not in _CONNECTIONS:
        _CONNECTIONS[url] = psycopg.connect(_dsn(url), options="-c session_replication_role=replica", row_factory=tuple_row)
    return _CONNECTIONS[url]


def clear(url: URL) -> None:
    """Empty the tables."""
    connection = _connected(url)
    connection.rollback()
    connection.execute("SELECT rxchat_clear()")
    connection.commit()


@contextmanager
def empty_database(server: URL, template: str = "template1") -> Iterator[URL]:
    """Another database on that server, as the template is, for as long as the block takes."""
    name = f"of_{os.getpid()}_{next(_NUMBERS)}"
    engine = upgrading_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def opened(url: URL, path: Path, monkeypatch: pytest.MonkeyPatch) -> PostgresDatabase:
    """The database, empty. What a test asks the file `path` for, with sqlite3, is asked of it."""
    clear(url)
    connect = sqlite3.connect

    def either(place: Any, *options: Any, **named: Any) -> Any:
        return _Statements(url) if place == path else connect(place, *options, **named)

    monkeypatch.setattr(sqlite3, "connect", either)
    return PostgresDatabase(url)


class _Nothing:
    """What a statement returns that has no rows to return."""

    def fetchall(self) -> list[Any]:
        return []

    def fetchone(self) -> None:
        return None


class _Statements:
    """The connection of the tests, as far as they use one of sqlite3."""

    def __init__(self, url: URL) -> None:
        self._connection = _connected(url)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        if statement.startswith("PRAGMA"):
            return _Nothing()
        if " OR IGNORE " in statement:
            statement = f"{statement.replace(' OR IGNORE', '')} ON CONFLICT DO NOTHING"
        given = [Int4(value) if type(value) is int and abs(value) < 2**31 else value for value in values]
        cursor = self._connection.cursor()
        text = statement.replace("%", "%%").replace("?", "%s") if given else statement
        cursor.execute(text.encode(), given or None)
        if inserted := _INSERT_WITH_ID.match(statement):
            self._connection.execute(_COUNT_ON.format(inserted[1]).encode())
        return cursor if cursor.description else _Nothing()

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.execute(statement, row)

    def commit(self) -> None:
        self._connection.commit()

    def close(self) -> None:
        self._connection.rollback()

    def __enter__(self) -> "_Statements":
        return self

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        if kind is None:
            self._connection.commit()
        else:
            self._connection.rollback()
