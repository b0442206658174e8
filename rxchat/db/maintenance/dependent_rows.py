"""Dependent rows: what the tables of a database, of whatever program, keep about a conversation or a project."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.maintenance.inspection import OWN_PREFIX, quoted
from rxchat.db.maintenance.table_rebuild import named_table
from rxchat.db.sqlite import erasing

_ROOTS: Final = {
    "conversations": "SELECT ?1",
    "messages": "SELECT id FROM messages WHERE conversation_id = ?1",
}
"""The queries of the ids that belong to conversation ?1."""
_LASTING: Final = {*_ROOTS, "users", "projects", "prompt_library", "conversation_folders", "usage_tracking", "api_keys"}
"""Tables whose rows outlast a conversation or, like messages, are deleted in another way."""
_EXACT: Final = re.compile(r"[a-z]+_id", re.IGNORECASE)
"""A name such as `message_id`, but not `source_message_id`."""
_TEXT_INDEX: Final = re.compile(r"\bUSING\s+fts[345]\b", re.IGNORECASE)
_FORGETS: Final = ("SET NULL", "SET DEFAULT")


@dataclass(frozen=True, slots=True)
class _Reference:
    """A column that holds ids of another table. `belongs` says whether its row goes with the row that it refers to."""

    table: str
    column: str
    target: str
    belongs: bool


def detach(path: Path, conversation_id: int) -> None:
    """Delete the rows of other tables that belong to a conversation. Usage records stay and lose their reference to it."""
    with erasing(path) as connection:
        counted = "UPDATE usage_tracking SET message_id = NULL, conversation_id = NULL WHERE conversation_id = ?"
        connection.execute(counted, (conversation_id,))
        delete_dependents(connection, conversation_id)


def delete_dependents(connection: sqlite3.Connection, conversation_id: int) -> None:
    """Delete the rows that belong to a conversation, its messages or what belongs to those, and clear other references.

    Messages themselves and usage records stay. SQLite does this only for references that are declared, with foreign keys on.
    """
    _delete(connection, _ROOTS, conversation_id)


def delete_dependents_of(connection: sqlite3.Connection, table: str, row_id: int) -> None:
    """Delete the rows that belong to one row of another table, such as a project's documents, and clear other references.

    Conversations and messages stay as they are: what they say of the row is for the caller to change.
    """
    _delete(connection, {table: "SELECT ?1"}, row_id)


def _delete(connection: sqlite3.Connection, roots: Mapping[str, str], root_id: int) -> None:
    references = [found for table in _ordinary_tables(connection) for found in _references(connection, table)]
    ids = dict(roots)
    while known := [each for each in references if each.belongs and each.target in ids and each.table.lower() not in ids]:
        table = known[0].table
        its = [each for each in known if each.table == table]
        ids[table.lower()] = f"SELECT id FROM {quoted(table)} WHERE {_refers(its, ids)}"
    found = [each for each in references if each.target in ids]
    for each in found:
        if not each.belongs:
            clear = f"UPDATE {quoted(each.table)} SET {quoted(each.column)} = NULL WHERE {_refers([each], ids)}"
            connection.execute(clear, (root_id,))
    for table in reversed([*ids][len(roots) :]):  # what refers to a row goes before it
        its = [each for each in found if each.belongs and each.table.lower() == table]
        connection.execute(f"DELETE FROM {quoted(table)} WHERE {_refers(its, ids)}", (root_id,))


def merge_search_indexes(connection: sqlite3.Connection) -> None:
    """Merge the full-text indexes of other programs, which keep deleted words until then."""
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'").fetchall():
        if _TEXT_INDEX.search(sql) and not name.startswith(OWN_PREFIX):
            connection.execute(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES ('optimize')")


def _refers(references: list[_Reference], ids: dict[str, str]) -> str:
    return " OR ".join(f"{quoted(each.column)} IN ({ids[each.target]})" for each in references)


def _ordinary_tables(connection: sqlite3.Connection) -> list[str]:
    """Neither conversations and messages, nor virtual tables and those that rxchat or SQLite derive from others."""
    rows = connection.execute("PRAGMA table_list").fetchall()
    names = sorted(name for schema, name, kind, *_ in rows if schema == "main" and kind == "table")
    return [name for name in names if not name.startswith((OWN_PREFIX, "sqlite_")) and name.lower() not in _ROOTS]


def _references(connection: sqlite3.Connection, table: str) -> list[_Reference]:
    """Declared, or else known by the column's name; of undeclared ones only those that tell whose the row is."""
    columns = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    required = {name.lower() for _, name, _, is_required, *_ in columns if is_required}
    found = {
        name.lower(): _Reference(table, name, target, belongs=True)
        for _, name, *_ in columns
        if (target := named_table(name)) and _EXACT.fullmatch(name)
    }
    for _, _, parent, column, target, _, action, *_ in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})"):
        if target is None or target.lower() == "id":
            belongs = action == "CASCADE" or (action not in _FORGETS and column.lower() in {*found, *required})
            found[column.lower()] = _Reference(table, column, parent.lower(), belongs)
    lasts = table.lower() in _LASTING
    return [each for each in found.values() if not (lasts and each.belongs)]
