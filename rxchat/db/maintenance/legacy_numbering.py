"""Legacy numbering: in a copy of a file whose ids aren't numbers, rows get numbers in the order of their times.

The same file always gets the same numbers. The old ids are kept in `legacy_ids`, and dates are rewritten to UTC, to the second.
Ids that are numbers in another column type, such as BIGINT, stay as they are.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from rxchat.db.column_types import read_utc
from rxchat.db.files import explain
from rxchat.db.maintenance.inspection import quoted, tables_in, tables_to_number
from rxchat.db.maintenance.legacy_search import LegacySearch
from rxchat.db.maintenance.legacy_values import date_in_utc, is_date, plain_id
from rxchat.db.maintenance.table_rebuild import TableRebuild, declared_table, dependents, references
from rxchat.db.schema.adoption_tables import LegacyIdRow
from rxchat.domain.errors import StartupFailed
from rxchat.domain.timestamps import EPOCH

_NEW: Final = "rxchat_numbered_"

Numbers = dict[object, int]
Converter = Callable[[Any], object]


def number_rows(copy: Path, original: Path) -> list[str]:
    """Replace the ids in `copy`, in one transaction. Returns what depended on the old ones and was left out, as SQL.

    Raises StartupFailed.
    """
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA legacy_alter_table=ON")  # renaming must not look into views
            connection.execute("BEGIN IMMEDIATE")
            numbering = _Numbering(connection)
            numbering.run()
            connection.execute("COMMIT")
            return numbering.left_out
    except sqlite3.Error as exc:
        raise explain(exc, original) from exc


class _Numbering:
    """One run over one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.left_out = list[str]()
        self._connection = connection
        self._numbers: dict[str, Numbers] = {}
        self._missing: dict[str, Numbers] = {}

    def run(self) -> None:
        connection = self._connection
        order = {table: self._order(table) for table in tables_to_number(connection)}
        self._numbers = {table.lower(): {old: number for _, old, number in rows} for table, rows in order.items()}
        by_row = {table: {row: number for row, _, number in rows} for table, rows in order.items()}
        search = LegacySearch(connection)
        affected = {
            table: columns
            for table in sorted(tables_in(connection) - search.tables())
            if (columns := self._references(table)) or table in by_row
        }
        later = dependents(connection, {table.lower(): None for table in affected})
        for table, columns in affected.items():
            self._rebuild(table, columns, by_row.get(table))
        self._restore(later, search, by_row)
        self._remember()

    def _order(self, table: str) -> list[tuple[object, object, int]]:
        """Each row's key, id and number. A row without a time follows the one that was written before it."""
        key = _key(self._connection, table)
        has_time = "created_at" in _columns(self._connection, table)
        query = f"SELECT {key}, id, {'created_at' if has_time else 'NULL'} FROM {quoted(table)} ORDER BY {key}"
        rows = [(row, plain_id(old), text) for row, old, text in self._connection.execute(query)]
        taken = [old for _, old, _ in rows if isinstance(old, int)]
        if len(taken) == len(set(taken)) and all(isinstance(old, int) or old is None for _, old, _ in rows):
            free = iter(range(max([0, *taken]) + 1, max([0, *taken]) + 1 + len(rows)))
            return [(row, old, old if isinstance(old, int) else next(free)) for row, old, _ in rows]
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
        kinds = _columns(self._connection, table)
        rebuild = TableRebuild(
            table=table,
            declared=declared_table(self._connection, table),
            numbers=refers,
            dates=[name for name, kind in kinds.items() if name not in refers and is_date(name, kind)],
            has_number=by_row is not None,
        )
        try:
            self._fill(rebuild, refers, by_row)
        except sqlite3.IntegrityError as exc:
            if not str(exc).startswith("CHECK"):
                raise
            rebuild.keeps_checks = False  # one that could hold doesn't, for the rows there are
            self._connection.execute(f"DROP TABLE {quoted(_NEW + table)}")
            self._fill(rebuild, refers, by_row)
        self.left_out += rebuild.left_out
        self._connection.execute(f"DROP TABLE {quoted(table)}")
        self._connection.execute(f"ALTER TABLE {quoted(_NEW + table)} RENAME TO {quoted(table)}")

    def _fill(self, rebuild: TableRebuild, refers: dict[str, str], by_row: Numbers | None) -> None:
        connection, table, new = self._connection, rebuild.table, _NEW + rebuild.table
        connection.execute(rebuild.sql(connection, new))
        columns = list(_columns(connection, table))
        converters = self._converters(rebuild, columns, refers)
        key, names, marks = _key(connection, table), ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
        rows = connection.execute(f"SELECT {key}, {names} FROM {quoted(table)} ORDER BY {key}")
        own = next((place for place, name in enumerate(columns) if name.lower() == "id"), None)
        connection.executemany(
            f"INSERT INTO {quoted(new)} ({names}) VALUES ({marks})",
            _converted(rows, converters, None if by_row is None else own, by_row),
        )
        before, after = (connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() for name in (table, new))
        if before != after:
            raise StartupFailed(f"{table} had {before[0]} rows and now has {after[0]}.", hint="Nothing was changed.")

    def _converters(self, rebuild: TableRebuild, columns: list[str], refers: dict[str, str]) -> list[Converter | None]:
        required = {row[1] for row in self._connection.execute(f"PRAGMA table_info({quoted(rebuild.table)})") if row[3]}
        return [
            self._lookup(refers[name], is_required=name in required)
            if name in refers
            else date_in_utc
            if name in rebuild.dates
            else None
            for name in columns
        ]

    def _lookup(self, parent: str, *, is_required: bool) -> Converter:
        """A reference to a row that is gone gets a negative number, which no row will ever have."""
        numbers, missing = self._numbers[parent], self._missing.setdefault(parent, {})

        def number(value: object) -> int | None:
            old = plain_id(value)
            if old is None or (old == "" and not is_required):
                return None
            return numbers[old] if old in numbers else missing.setdefault(old, -1 - len(missing))

        return number

    def _restore(self, later: list[tuple[str, str]], search: LegacySearch, by_row: dict[str, Numbers]) -> None:
        """Create indexes and triggers again; those of a search index only if it could be brought up to the numbers."""
        triggers = [sql for _, sql in later]
        stale = {name for name in search.fed_by(*triggers) if not search.renumber(name, triggers, self._numbers, by_row)}
        for name, sql in later:
            if stale.intersection(search.fed_by(sql)):
                self.left_out.append(name)
                continue
            try:
                self._connection.execute(sql)
            except sqlite3.Error:  # such as an index on the length of an id
                self.left_out.append(name)

    def _remember(self) -> None:
        table = LegacyIdRow.metadata.tables[LegacyIdRow.__tablename__]
        self._connection.execute(str(CreateTable(table, if_not_exists=True).compile(dialect=sqlite.dialect())))
        self._connection.executemany(
            "INSERT INTO legacy_ids (table_name, legacy_id, row_id) VALUES (?, ?, ?)",
            (
                (table, str(old), number)
                for table, numbers in self._numbers.items()
                for old, number in numbers.items()
                if isinstance(old, str | int) and old != number
            ),
        )


def _converted(
    rows: sqlite3.Cursor, converters: list[Converter | None], own: int | None, by_row: Numbers | None
) -> Iterator[list[object]]:
    for row, *values in rows:
        new = [convert(value) if convert else value for convert, value in zip(converters, values, strict=True)]
        if own is not None and by_row is not None:
            new[own] = by_row[row]
        yield new


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Without generated ones."""
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}


def _key(connection: sqlite3.Connection, table: str) -> str:
    """What tells rows apart in the order they were written; a table WITHOUT ROWID has its ids only."""
    try:
        connection.execute(f"SELECT rowid FROM {quoted(table)} LIMIT 0")
    except sqlite3.OperationalError:
        return "id"
    return "rowid"
