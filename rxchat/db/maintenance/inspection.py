"""Inspection: revision, tables, columns and row counts of a database file. Needs only Python's own sqlite3."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import reading
from rxchat.db.maintenance.progress import Progress

VERSION_TABLE: Final = "alembic_version"
OWN_PREFIX: Final = "rxchat_"
"""Prefix of tables that rxchat derives from the others, such as search indexes."""

_NUMBERED: Final = (
    "users", "projects", "conversations", "messages", "artifacts", "shared_conversations", "prompt_library",
    "conversation_folders", "conversation_folder_items", "usage_tracking", "api_keys",
)  # fmt: skip
"""Tables of the Claude-only program whose ids are numbers here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSummary:
    """`columns` and `rows` are by table, without derived tables; `objects` are (kind, name) of indexes, triggers and views."""

    revision: str | None
    columns: dict[str, list[str]]
    rows: dict[str, int]
    objects: set[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSummary:
    """A user of a database, with the number of conversations that aren't deleted."""

    email: str
    name: str
    conversations: int


def inspect_database(path: Path, progress: Progress, *, may_write: bool = True) -> DatabaseSummary:
    """Summarize a file without changing it. Raises StartupFailed."""
    with reading(path, may_write=may_write) as connection, progress.watching(connection):
        rows = count_rows(connection)
        return DatabaseSummary(
            revision=revision_in(connection),
            columns={table: [row[1] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")] for table in rows},
            rows=rows,
            objects={
                (kind, name)
                for kind, name in connection.execute("SELECT type, name FROM sqlite_master WHERE type <> 'table'")
                if not name.startswith("sqlite_")
            },
        )


def list_users(path: Path, *, may_write: bool = True) -> list[UserSummary]:
    """The users of a database of rxchat or of the Claude-only program, the one with most conversations first."""
    with reading(path, may_write=may_write) as connection:
        columns = columns_in(connection, "users")
        if not columns:
            return []
        email, name = (f"coalesce(u.{column}, '')" if column in columns else "''" for column in ("email", "name"))
        its = columns_in(connection, "conversations")
        is_shown = "c.is_deleted IS NOT 1" if "is_deleted" in its else "1"
        count = f"(SELECT count(*) FROM conversations c WHERE c.user_id = u.id AND {is_shown})" if "user_id" in its else "0"
        found = connection.execute(f"SELECT {email}, {name}, {count} FROM users u ORDER BY 3 DESC, 1, 2")
        return [UserSummary(email=email, name=name, conversations=count) for email, name, count in found]


def count_ownerless(path: Path, *, may_write: bool = True) -> int:
    """The number of conversations without an existing user, deleted ones included."""
    with reading(path, may_write=may_write) as connection:
        return ownerless_in(connection)


def ownerless_in(connection: sqlite3.Connection) -> int:
    columns = columns_in(connection, "conversations")
    if not columns:
        return 0
    is_somebodys = "user_id IN (SELECT id FROM users)" if "user_id" in columns and columns_in(connection, "users") else "0"
    return connection.execute(f"SELECT count(*) FROM conversations WHERE ({is_somebodys}) IS NOT 1").fetchone()[0]


def needs_numbers(path: Path) -> bool:
    """Whether a file has known tables whose ids rxchat can't write, such as text."""
    with reading(path) as connection:
        return bool(tables_to_number(connection))


def tables_to_number(connection: sqlite3.Connection) -> list[str]:
    """The known tables whose ids SQLite doesn't give out itself: text, or numbers in a column such as BIGINT."""
    names = {name.lower(): name for name in tables_in(connection)}
    return [names[table] for table in _NUMBERED if table in names and not _gives_out_ids(connection, names[table])]


def original_of(path: Path) -> str | None:
    """The file with text ids that a database was imported from, if it was."""
    with reading(path) as connection:
        if not {"adopted_files", "legacy_ids"} <= tables_in(connection):
            return None
        row = connection.execute(
            "SELECT path FROM adopted_files WHERE EXISTS (SELECT 1 FROM legacy_ids) ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return None if row is None else row[0]


def _gives_out_ids(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the id is SQLite's row number; a table without ids is completed with such."""
    columns = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    keys = [(name.lower(), kind.upper()) for _, name, kind, _, _, key in columns if key]
    if "id" not in {row[1].lower() for row in columns}:
        return True
    indexes = connection.execute(f"PRAGMA index_list({quoted(table)})").fetchall()
    return keys == [("id", "INTEGER")] and all(origin != "pk" for _, _, _, origin, _ in indexes)


def revision_in(connection: sqlite3.Connection) -> str | None:
    """The database's revision; None if it has none."""
    if VERSION_TABLE not in tables_in(connection):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def tables_in(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {str(name) for (name,) in found if not str(name).startswith("sqlite_")}


def columns_in(connection: sqlite3.Connection, table: str) -> set[str]:
    """A table's columns in lower case; empty without the table."""
    return {row[1].lower() for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether a file is another program's: with tables, but no revision of rxchat and no messages like the Claude-only app's."""
    if revision_in(connection) is not None or not tables_in(connection) - {VERSION_TABLE}:
        return False
    conversations, messages = columns_in(connection, "conversations"), columns_in(connection, "messages")
    if messages:
        return not {"conversation_id", "role", "content"} <= messages
    return not ("id" in conversations and conversations & {"title", "user_id", "model"})


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows by table. Virtual tables are skipped: they may need a module we lack, and their contents lie in counted tables."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        f" AND name <> '{VERSION_TABLE}' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]
        for (name,) in tables
        if not name.startswith(OWN_PREFIX)
    }


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
