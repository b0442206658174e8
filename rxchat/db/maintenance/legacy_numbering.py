"""Legacy numbering: in a copy of a file with text ids, rows get numbers in the order of their times.

The same file always gets the same numbers. The old ids are kept in `legacy_ids`, and dates are rewritten to UTC, to the second.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from rxchat.db.column_types import read_utc, utc_text
from rxchat.db.files import explain
from rxchat.db.maintenance.inspection import quoted, tables_in, text_id_tables_in
from rxchat.db.maintenance.table_rebuild import declaration, dependents, references
from rxchat.db.schema.adoption_tables import LegacyIdRow
from rxchat.domain.errors import StartupFailed
from rxchat.domain.timestamps import EPOCH

_NEW: Final = "rxchat_numbered_"

Numbers = dict[object, int]
Converter = Callable[[Any], object]


def number_rows(copy: Path, original: Path) -> None:
    """Replace the text ids in `copy`, in one transaction. Raises StartupFailed."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA legacy_alter_table=ON")  # renaming must not look into views
            connection.execute("BEGIN IMMEDIATE")
            _Numbering(connection).run()
            connection.execute("COMMIT")
    except sqlite3.Error as exc:
        raise explain(exc, original) from exc


class _Numbering:
    """One run over one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, Numbers] = {}
        self._missing: dict[str, Numbers] = {}

    def run(self) -> None:
        connection = self._connection
        order = {table: self._order(table) for table in text_id_tables_in(connection)}
        self._numbers = {table.lower(): {old: number for _, old, number in rows} for table, rows in order.items()}
        by_row = {table: {row: number for row, _, number in rows} for table, rows in order.items()}
        affected = {
            table: columns for table in sorted(tables_in(connection)) if (columns := self._references(table)) or table in by_row
        }
        later = dependents(connection, {table.lower(): None for table in affected})
        for table, columns in affected.items():
            self._rebuild(table, columns, by_row.get(table))
        for statement in later:
            connection.execute(statement)
        self._remember()

    def _order(self, table: str) -> list[tuple[object, object, int]]:
        """Each row's key, id and number. A row without a time follows the one that was written before it."""
        key = _key(self._connection, table)
        has_time = "created_at" in _columns(self._connection, table)
        query = f"SELECT {key}, id, {'created_at' if has_time else 'NULL'} FROM {quoted(table)} ORDER BY {key}"
        rows = self._connection.execute(query).fetchall()
        if all(isinstance(old, int) for _, old, _ in rows):
            return [(row, old, old) for row, old, _ in rows]
        timed, latest = list[tuple[datetime, object, object]](), EPOCH
        for row, old, text in rows:
            latest = read_utc(text) or latest
            timed.append((latest, row, old))
        timed.sort(key=lambda each: each[0])  # stable: of one time, in the order they were written
        return [(row, old, number) for number, (_, row, old) in enumerate(timed, 1)]

    def _references(self, table: str) -> dict[str, str]:
        found = references(self._connection, table)
        return {column: parent for column, parent in found.items() if parent in self._numbers}

    def _rebuild(self, table: str, refers: dict[str, str], by_row: Numbers | None) -> None:
        connection, new = self._connection, _NEW + table
        columns = list(_columns(connection, table))
        key = _key(connection, table)
        connection.execute(declaration(connection, table, new, refers, has_number=by_row is not None))
        rows = connection.execute(f"SELECT {key}, {', '.join(map(quoted, columns))} FROM {quoted(table)} ORDER BY {key}")
        names, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO {quoted(new)} ({names}) VALUES ({marks})", self._converted(rows, table, columns, refers, by_row)
        )
        before, after = (connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() for name in (table, new))
        if before != after:
            raise StartupFailed(f"{table} had {before[0]} rows and now has {after[0]}.", hint="Nothing was changed.")
        connection.execute(f"DROP TABLE {quoted(table)}")
        connection.execute(f"ALTER TABLE {quoted(new)} RENAME TO {quoted(table)}")

    def _converted(
        self, rows: sqlite3.Cursor, table: str, columns: list[str], refers: dict[str, str], by_row: Numbers | None
    ) -> Iterator[list[object]]:
        kinds = _columns(self._connection, table)
        converters: list[Converter | None] = [
            self._lookup(refers[name]) if name in refers else _in_utc if _is_date(name, kinds[name]) else None for name in columns
        ]
        own = next((place for place, name in enumerate(columns) if name.lower() == "id"), None)
        for row, *values in rows:
            new = [convert(value) if convert else value for convert, value in zip(converters, values, strict=True)]
            if by_row is not None and own is not None:
                new[own] = by_row[row]
            yield new

    def _lookup(self, parent: str) -> Converter:
        """A reference to a row that is gone gets a negative number, which no row will ever have."""
        numbers, missing = self._numbers[parent], self._missing.setdefault(parent, {})

        def number(old: object) -> int | None:
            if old is None or old == "":
                return None
            return numbers[old] if old in numbers else missing.setdefault(old, -1 - len(missing))

        return number

    def _remember(self) -> None:
        table = LegacyIdRow.metadata.tables[LegacyIdRow.__tablename__]
        self._connection.execute(str(CreateTable(table, if_not_exists=True).compile(dialect=sqlite.dialect())))
        self._connection.executemany(
            "INSERT INTO legacy_ids (table_name, legacy_id, row_id) VALUES (?, ?, ?)",
            (
                (table, old, number)
                for table, numbers in self._numbers.items()
                for old, number in numbers.items()
                if isinstance(old, str)
            ),
        )


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}


def _key(connection: sqlite3.Connection, table: str) -> str:
    """What tells rows apart in the order they were written; a table WITHOUT ROWID has its ids only."""
    try:
        connection.execute(f"SELECT rowid FROM {quoted(table)} LIMIT 0")
    except sqlite3.OperationalError:
        return "id"
    return "rowid"


def _is_date(name: str, kind: str) -> bool:
    return name.lower().endswith("_at") or name.lower() == "last_login" or kind.upper().startswith(("DATETIME", "TIMESTAMP"))


def _in_utc(value: object) -> object:
    """The date in the one form that sorts; what can't be read stays."""
    moment = read_utc(value) if value is not None else None
    return value if moment is None else utc_text(moment)
