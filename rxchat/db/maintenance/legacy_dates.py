"""Legacy dates: those of an older program's file that can't be compared as text are rewritten to UTC, to the second.

Lists, searches and reports compare dates as they are stored: a conversion in each query would cost the index that they are read
from. So a number of seconds or milliseconds, a date with an offset and one in words are converted once; SQLite's own form and ISO
8601 in UTC stay as they are, and so does what is no date. Triggers of the older program don't see it: one that notes when a row
was changed would put all of them at the time of the upgrade.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.legacy_values import date_in_utc
from rxchat.db.sqlite import is_sortable_date, triggers_of


def rewrite_dates(connection: sa.Connection, tables: Iterable[sa.Table]) -> set[str]:
    """Rewrite the dates of `tables` that don't sort. Returns the names of the tables that had any."""
    return {table.name for table in tables if _rewrite(connection, table)}


def _rewrite(connection: sa.Connection, table: sa.Table) -> bool:
    present = {column["name"].lower() for column in sa.inspect(connection).get_columns(table.name)}
    changes = {
        column.name: found
        for column in table.columns
        if isinstance(column.type, UtcDateTime)
        and column.name in present
        and (found := _changes(connection, table.name, column.name))
    }
    if not changes:
        return False
    triggers = triggers_of(connection, table.name)
    for name in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for column, rows in changes.items():
        change = sa.text(f"UPDATE {table.name} SET {column} = :date WHERE id = :id")
        connection.execute(change, [{"id": row, "date": date} for row, date in rows])
    for statement in triggers.values():
        connection.exec_driver_sql(statement)
    return True


def _changes(connection: sa.Connection, table: str, column: str) -> Sequence[tuple[object, object]]:
    query = sa.text(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL AND NOT {is_sortable_date(column)}")
    found = [(row, old, date_in_utc(old)) for row, old in connection.execute(query)]
    return [(row, date) for row, old, date in found if date != old]
