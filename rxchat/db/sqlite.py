"""SQLite specifics: what another database would need differently."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    String,
    event,
    func,
    literal_column,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BEGIN: Final = "rxchat_begin"
"""Execution option for the kind of transaction: DEFERRED, or IMMEDIATE for one that writes."""

SERVING_PRAGMAS: Final = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
# SQLite waits 0.1 s at a time: `Database.transaction` retries, with one deadline for the lock and the queue. `secure_delete`
# overwrites deleted content with zeros.
WRITING_PRAGMAS: Final = ("busy_timeout=100", *SERVING_PRAGMAS[1:], "secure_delete=ON")
# With foreign keys on, altering a table deletes the rows that refer to it, and a running transaction can't switch them off.
# The journal mode stays as found: a file whose upgrade fails must not have changed at all.
UPGRADING_PRAGMAS: Final = ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=OFF")

NO_LIMIT: Final = 2**63 - 1


def prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    """Set pragmas on every connection and start transactions explicitly: the driver starts them late and never as IMMEDIATE.

    The engine must connect with `isolation_level=None`.
    """

    def set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()  # the pool doesn't own it yet and would leave it and its thread open
            raise
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, 'DEFERRED')}")

    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)


def index_names(connection: Connection) -> set[str]:
    """All index names in lower case: they share one namespace across tables."""
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    return {str(name).lower() for name in found.scalars()}


def triggers_of(connection: Connection, table_name: str) -> dict[str, str]:
    """A table's triggers: their names, and the SQL that creates them."""
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = lower(:name) ORDER BY name")
    return {str(name): str(sql) for name, sql in connection.execute(query, {"name": table_name})}


def to_the_second(date: ColumnElement[Any]) -> ColumnElement[str]:
    """Stored dates as sortable text, whether written with a space or `T`, with fractions or without.

    Constants are literals: SQLite uses an index on an expression only for exactly the same expression.
    """
    spaced = func.replace(date, literal_column("'T'", String), literal_column("' '", String), type_=String)
    return func.substr(spaced, literal_column("1", Integer), literal_column("19", Integer), type_=String)


def is_sortable_date(name: str) -> str:
    """Whether a column's date is one that `to_the_second` reads: text in UTC, from the year to the second."""
    second = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9]*"
    has_offset = f"replace(substr({name}, 20), '+00:00', '') GLOB '*[+-]*'"
    return f"(typeof({name}) = 'text' AND {name} GLOB '{second}' AND NOT {has_offset})"


@contextmanager
def erasing(path: Path) -> Generator[sqlite3.Connection]:
    """A transaction in which deleted content is overwritten."""
    with _opened_to_erase(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def empty_log(path: Path) -> bool:
    """Move the write-ahead log into the file and empty it. False while another connection reads it."""
    with _opened_to_erase(path) as connection:
        connection.execute("PRAGMA busy_timeout=100")
        (is_busy, *_rest) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


@contextmanager
def _opened_to_erase(path: Path) -> Generator[sqlite3.Connection]:
    """A connection without foreign keys: SQLite would scan a table without an index once per deleted row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("busy_timeout=1000", "foreign_keys=OFF", "secure_delete=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


def match_expression(terms: Sequence[str]) -> str:
    """A query in FTS5's syntax with everything that was typed quoted.

    The last term is a prefix, for search while typing; not a single letter, which matches almost everything.
    """
    quoted = ['"{}"'.format(term.replace('"', '""')) for term in terms]
    is_beginning = len(terms[-1]) > 1 or not terms[-1].isascii()
    return " ".join([*quoted[:-1], quoted[-1] + ("*" if is_beginning else "")])
