"""Table rebuild: a table's declaration with numbers where it had text ids. Needs only Python's own sqlite3."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from rxchat.db.maintenance.inspection import quoted

_NAMED: Final = re.compile(r"(?:\w+_)?(user|project|conversation|message|artifact|folder|prompt)_id", re.IGNORECASE)
_TABLES: Final = {
    "user": "users",
    "project": "projects",
    "conversation": "conversations",
    "message": "messages",
    "artifact": "artifacts",
    "folder": "conversation_folders",
    "prompt": "prompt_library",
}


def references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The table that each column refers to by id: declared, or else known by the column's name."""
    found: dict[str, str] = {}
    for _, name, *_ in connection.execute(f"PRAGMA table_info({quoted(table)})"):
        if match := _NAMED.fullmatch(name):
            found[name] = _TABLES[match[1].lower()]
    for _, _, parent, column, target, *_ in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})"):
        if target is None or target.lower() == "id":
            found[column] = parent.lower()
    return found


def declaration(connection: sqlite3.Connection, table: str, name: str, numbers: Iterable[str], *, has_number: bool) -> str:
    """CREATE TABLE for a table like `table`: columns, defaults, keys and references; checks stay behind.

    Columns in `numbers` are INTEGER; `has_number` makes its own id one.
    """
    numbers, parts = set(numbers), list[str]()
    keys = list[tuple[int, str]]()
    for _, column, kind, is_required, default, key in connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall():
        if has_number and column.lower() == "id":
            parts.append(f"{quoted(column)} INTEGER PRIMARY KEY AUTOINCREMENT")
            continue
        is_number = column in numbers
        required = " NOT NULL" if is_required else ""
        value = f" DEFAULT ({default})" if default is not None and not is_number else ""
        parts.append(f"{quoted(column)} {'INTEGER' if is_number else kind}{required}{value}")
        if key:
            keys.append((key, column))
    if keys and not has_number:
        parts.append(f"PRIMARY KEY ({_columns(column for _, column in sorted(keys))})")
    parts += _unique(connection, table)
    parts += _foreign_keys(connection, table)
    return f"CREATE TABLE {quoted(name)} ({', '.join(parts)})"


def _unique(connection: sqlite3.Connection, table: str) -> list[str]:
    lists = connection.execute(f"PRAGMA index_list({quoted(table)})").fetchall()
    names = [index for _, index, is_unique, origin, _ in lists if is_unique and origin == "u"]
    rows = [connection.execute(f"PRAGMA index_info({quoted(index)})").fetchall() for index in names]
    return [f"UNIQUE ({_columns(column for _, _, column in row)})" for row in rows]


def _foreign_keys(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA foreign_key_list({quoted(table)})").fetchall()
    return [_foreign_key(list(parts)) for _, parts in groupby(rows, key=itemgetter(0))]


def _foreign_key(parts: list[tuple[Any, ...]]) -> str:
    _, _, parent, _, target, on_update, on_delete, _ = parts[0]
    targets = f" ({_columns(part[4] for part in parts)})" if target is not None else ""
    columns = _columns(part[3] for part in parts)
    return f"FOREIGN KEY ({columns}) REFERENCES {quoted(parent)}{targets} ON UPDATE {on_update} ON DELETE {on_delete}"


def _columns(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def dependents(connection: sqlite3.Connection, tables: Mapping[str, object]) -> list[str]:
    """Indexes and triggers of the tables, as SQL. Triggers that feed a search index of row numbers stay behind."""
    rows = connection.execute(
        "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    ).fetchall()
    virtual = [name for kind, _, name, sql in rows if kind == "table" and sql.upper().startswith("CREATE VIRTUAL")]
    return [
        sql
        for kind, table, _, sql in rows
        if kind in ("index", "trigger") and table.lower() in tables and not (kind == "trigger" and _mentions(sql, virtual))
    ]


def _mentions(sql: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", sql, re.IGNORECASE) for name in names)
