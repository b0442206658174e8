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
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int4
from sqlalchemy import URL

from rxchat.db.postgres.postgres_database import PostgresDatabase, upgrading_engine
from rxchat.db.postgres.postgres_migrations import create

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=20 -c shared_buffers=16MB"
_LIKE_SQLITE = "UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'int4'::regtype AND casttarget = 'bool'::regtype"
"""Tests write flags as SQLite has them, 0 and 1."""


_CLEAR = """
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
    one record;
    has_rows boolean;
BEGIN
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.name) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %I', one.name); END IF;
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        PERFORM setval(one.name::text::regclass, 1, false);
    END LOOP;
END $$
"""
_INSERT_WITH_ID = re.compile(r"INSERT INTO (\w+) \((?:\w+, )*id\b")
_COUNT_ON = """
SELECT setval(counter, greatest((SELECT max(id) FROM {0}), nextval(counter) - 1))
FROM pg_get_serial_sequence('{0}', 'id') AS counter WHERE counter IS NOT NULL
"""
_NUMBERS: Final = count(1)
_SEARCHED = "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'rxchat_%'"


@contextmanager
def server() -> Iterator[URL]:
    """A server of its own, with the tables made in the database of the URL. It doesn't run as root."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="rxchat-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        yield from _served(folder, programs)


def _served(folder: Path, programs: Path) -> Iterator[URL]:
    data = folder / "data"
    as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []

    def run(program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [*as_user, programs / program, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "--no-sync", "--auth=trust", "--username=rxchat", "--encoding=UTF8", "--locale=C", "-D", data)
    options = f"{_FAST} -c listen_addresses= -c unix_socket_directories={folder}"
    run("pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start")
    try:
        url = URL.create("postgresql", username="rxchat", database="postgres", query={"host": str(folder)})
        with upgrading_engine(url).begin() as made:
            create(made)
        with psycopg.connect(_dsn(url)) as connection:
            connection.execute(_LIKE_SQLITE)
            for table, trigger in connection.execute(_SEARCHED).fetchall():
                connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}".encode())
        yield url
    finally:
        run("pg_ctl", "-w", "-D", data, "-m", "immediate", "stop")


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if places:
        return places[-1]
    words = "PostgreSQL isn't installed (Debian: apt-get install postgresql)."
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def _dsn(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def clear(url: URL) -> None:
    """Empty all tables, and count from 1 again. TRUNCATE would write files for each table, which takes twenty times as long."""
    with psycopg.connect(_dsn(url)) as connection:
        connection.execute(_CLEAR.encode())


@contextmanager
def empty_database(server: URL) -> Iterator[URL]:
    """A database without tables on that server, for as long as the block takes."""
    name = f"empty_{next(_NUMBERS)}"
    engine = upgrading_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
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
    """A connection, as far as tests use one of sqlite3: references aren't checked, the search's triggers work."""

    def __init__(self, url: URL) -> None:
        self._connection = psycopg.connect(_dsn(url), options="-c session_replication_role=replica")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        if statement.startswith("PRAGMA"):
            return _Nothing()
        if " OR IGNORE " in statement:
            statement = f"{statement.replace(' OR IGNORE', '')} ON CONFLICT DO NOTHING"
        given = [Int4(value) if type(value) is int and abs(value) < 2**31 else value for value in values]
        cursor = self._connection.cursor(row_factory=tuple_row)
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
        self._connection.close()

    def __enter__(self) -> "_Statements":
        return self

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        if kind is None:
            self._connection.commit()
        else:
            self._connection.rollback()
