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
    """The users of a database of rxchat or of the Claude-only program, by id."""
    with reading(path, may_write=may_write) as connection:
        found = connection.execute(
            "SELECT coalesce(u.email, ''), coalesce(u.name, ''),"
            " (SELECT count(*) FROM conversations c WHERE c.user_id = u.id AND c.is_deleted IS NOT 1)"
            " FROM users u ORDER BY u.id"
        )
        return [UserSummary(email=email, name=name, conversations=count) for email, name, count in found]


def count_ownerless(path: Path, *, may_write: bool = True) -> int:
    """The number of conversations without an existing user, deleted ones included."""
    with reading(path, may_write=may_write) as connection:
        return ownerless_in(connection)


def ownerless_in(connection: sqlite3.Connection) -> int:
    if "conversations" not in tables_in(connection):
        return 0
    has_owners = "user_id" in {row[1] for row in connection.execute("PRAGMA table_info(conversations)")}
    is_somebodys = "user_id IN (SELECT id FROM users)" if has_owners and "users" in tables_in(connection) else "0"
    return connection.execute(f"SELECT count(*) FROM conversations WHERE ({is_somebodys}) IS NOT 1").fetchone()[0]


def text_id_tables(path: Path) -> list[str]:
    """The known tables of a file that have text ids."""
    with reading(path) as connection:
        return text_id_tables_in(connection)


def text_id_tables_in(connection: sqlite3.Connection) -> list[str]:
    names = {name.lower(): name for name in tables_in(connection)}
    return [names[table] for table in _NUMBERED if table in names and _has_text_ids(connection, names[table])]


def original_of(path: Path) -> str | None:
    """The file with text ids that a database was imported from, if it was."""
    with reading(path) as connection:
        if not {"adopted_files", "legacy_ids"} <= tables_in(connection):
            return None
        row = connection.execute(
            "SELECT path FROM adopted_files WHERE EXISTS (SELECT 1 FROM legacy_ids) ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return None if row is None else row[0]


def _has_text_ids(connection: sqlite3.Connection, table: str) -> bool:
    kinds = {row[1].lower(): row[2].upper() for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}
    return "id" in kinds and "INT" not in kinds["id"]


def revision_in(connection: sqlite3.Connection) -> str | None:
    """The database's revision; None if it has none."""
    if VERSION_TABLE not in tables_in(connection):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def tables_in(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {str(name) for (name,) in found if not str(name).startswith("sqlite_")}


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
