"""PostgreSQL copies: all rows of a SQLite file into an empty database, and back into a new file."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import BigInteger, Boolean, Connection, Float, LargeBinary, Table
from sqlalchemy.schema import AddConstraint, DropConstraint, ForeignKeyConstraint

from rxchat.db.maintenance.inspection import columns_in, quoted, tables_in
from rxchat.db.postgres.postgres_migrations import tables

AT_ONCE: Final = 2_000
_NOT_DATA: Final = (
    "rxchat_added",
    "alembic_version",
    "rxchat_messages_fts",
    "rxchat_titles_fts",
    "rxchat_artifacts_fts",
    "sqlite_",
)


@dataclass
class Copied:
    """Rows by table, a digest of all messages' texts, and what couldn't come along as it was."""

    rows: dict[str, int] = field(default_factory=dict[str, int])
    altered: Counter[str] = field(default_factory=Counter[str])
    """Values by column that PostgreSQL can't hold as they were: U+0000, words where a number belongs."""
    left_out: list[str] = field(default_factory=list[str])
    """Tables of the file that rxchat doesn't know."""
    loose: list[str] = field(default_factory=list[str])
    """References that lead nowhere in some rows: those rows stay, new ones are checked."""
    digest: str = ""


def copy_in(path: Path, connection: Connection, on_rows: Callable[[int], None]) -> Copied:
    """Copy a file at the newest revision into tables without rows, in the connection's transaction."""
    copied, made = Copied(), tables()
    driver = _driver(connection)
    references = [each for table in made.sorted_tables for each in table.foreign_key_constraints]
    _name(references)
    for reference in references:
        connection.execute(DropConstraint(reference))
    with _snapshot(path) as file:
        copied.left_out = sorted(name for name in tables_in(file) - made.tables.keys() if not name.startswith(_NOT_DATA))
        for table in made.sorted_tables:
            rows = _rows_of(file, table, copied.altered)
            columns = sql.SQL(", ").join(map(sql.Identifier, table.columns.keys()))
            copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            with driver.cursor() as cursor, cursor.copy(copy) as target:
                for row in _counted(rows, table.name, copied, on_rows):
                    target.write_row(row)
            _count_on(driver, table, file)
        copied.digest = digest_of(row[:2] for row in _rows_of(file, made.tables["messages"], Counter(), "id, content"))
    for reference in references:
        _refer_again(connection, reference, copied)
    return copied


def copy_out(connection: Connection, path: Path, on_rows: Callable[[int], None]) -> Copied:
    """Copy all rows into a new file at the newest revision."""
    copied, made = Copied(), tables()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute("BEGIN IMMEDIATE")
        for table in made.sorted_tables:
            names = list(table.columns.keys())
            insert = f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
            file.executemany(insert, _counted(read(connection, table.name, names), table.name, copied, on_rows))
        file.execute("COMMIT")
        copied.digest = digest_of(file.execute("SELECT id, content FROM messages ORDER BY id"))
    return copied


def read(connection: Connection, table: str, columns: Iterable[str]) -> Generator[tuple[Any, ...]]:
    """The rows of a table, in batches."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("SELECT {} FROM {} ORDER BY 1").format(names, sql.Identifier(table))
    with _driver(connection).cursor(name="rxchat_copy") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(query)
        yield from cursor


def digest_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """A digest of ids and texts, in the order of the ids."""
    digest = hashlib.sha256()
    for number, text in rows:
        digest.update(f"{number}\0{text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@contextmanager
def _snapshot(path: Path) -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as file:
        file.text_factory = _decoded
        file.execute("BEGIN")
        yield file


def _decoded(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _rows_of(file: sqlite3.Connection, table: Table, altered: Counter[str], wanted: str = "") -> Generator[tuple[Any, ...]]:
    """The rows of a table of the file, as PostgreSQL takes them."""
    present = {name.lower() for name in columns_in(file, table.name)}
    columns = [column for column in table.columns if not wanted or column.name in wanted.split(", ")]
    listed = ", ".join(quoted(each.name) if each.name in present else "NULL" for each in columns)
    key = next(iter(table.primary_key)).name
    makers = [(f"{table.name}.{each.name}", _maker(each.type), each.nullable) for each in columns]
    for row in file.execute(f"SELECT {listed} FROM {quoted(table.name)} ORDER BY {quoted(key)}"):
        yield tuple(
            _value(stored, name, make, altered, is_nullable=is_nullable)
            for stored, (name, make, is_nullable) in zip(row, makers, strict=True)
        )


def _value(stored: Any, name: str, make: Callable[[Any], Any], altered: Counter[str], *, is_nullable: bool | None) -> Any:
    if stored is None and is_nullable:
        return None
    try:
        value = make(stored)
    except (TypeError, ValueError, OverflowError):
        value = None if is_nullable else make("0")
    if value != stored or stored is None:
        altered[name] += 1
    return value


def _maker(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Boolean):
        return lambda stored: bool(int(stored or 0))
    if isinstance(kind, BigInteger):
        return lambda stored: int(stored or 0)
    if isinstance(kind, Float):
        return float
    return bytes if isinstance(kind, LargeBinary) else _text


def _text(stored: Any) -> str:
    text = stored.decode("utf-8", "replace") if isinstance(stored, bytes) else "" if stored is None else str(stored)
    return text.replace("\0", "\ufffd")


def _counted(
    rows: Iterable[tuple[Any, ...]], name: str, copied: Copied, on_rows: Callable[[int], None]
) -> Generator[tuple[Any, ...]]:
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % AT_ONCE == 0:
            on_rows(AT_ONCE)
    on_rows(number % AT_ONCE)
    copied.rows[name] = number


def _count_on(driver: psycopg.Connection[Any], table: Table, file: sqlite3.Connection) -> None:
    """New ids come after all that the file ever gave out."""
    if table.autoincrement_column is None:
        return
    given = file.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table.name,)).fetchone()[0] or 0
    largest = sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(
        sql.Identifier(table.autoincrement_column.name), sql.Identifier(table.name)
    )
    with driver.cursor() as cursor:
        last = max(given, (cursor.execute(largest).fetchone() or (0,))[0])
        if last:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (table.name, table.autoincrement_column.name, last)
            )


def _name(references: Iterable[ForeignKeyConstraint]) -> None:
    """The names that PostgreSQL gave them."""
    for each in references:
        each.name = f"{cast('Table', each.parent).name}_{each.column_keys[0]}_fkey"


def _refer_again(connection: Connection, reference: ForeignKeyConstraint, copied: Copied) -> None:
    """Older programs left references that lead nowhere: those rows stay as they are."""
    table = cast("Table", reference.parent).name
    reference.dialect_options["postgresql"]["not_valid"] = True
    connection.execute(AddConstraint(reference))
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{reference.name}"')
    except Exception as error:
        if not isinstance(getattr(error, "orig", None), psycopg.errors.ForeignKeyViolation):
            raise
        copied.loose.append(f"{table}.{reference.column_keys[0]}")


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)
