"""Integrity checks of a database file: `rxchat db check`."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import Damaged, NoDatabase, reading
from rxchat.db.maintenance.inspection import ownerless_in, quoted, tables_in
from rxchat.db.maintenance.migrations import supported_revision
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.counts import counted

# Listed here because files of the Claude-only program don't declare all of them.
_REFERENCES: Final = (
    ("projects", "user_id", "users"),
    ("conversations", "project_id", "projects"),
    ("messages", "conversation_id", "conversations"),
    ("messages", "parent_message_id", "messages"),
    ("artifacts", "message_id", "messages"),
    ("artifacts", "conversation_id", "conversations"),
    ("shared_conversations", "conversation_id", "conversations"),
    ("prompt_library", "user_id", "users"),
    ("conversation_folders", "user_id", "users"),
    ("conversation_folders", "project_id", "projects"),
    ("conversation_folders", "parent_folder_id", "conversation_folders"),
    ("conversation_folder_items", "folder_id", "conversation_folders"),
    ("conversation_folder_items", "conversation_id", "conversations"),
    ("usage_tracking", "user_id", "users"),
    ("usage_tracking", "conversation_id", "conversations"),
    ("usage_tracking", "message_id", "messages"),
    ("api_keys", "user_id", "users"),
)
_OWNED: Final = ("conversations", "users")
"""Reported apart from the other references, together with conversations that name no user."""

_INDEXES: Final = (
    ("rxchat_messages_fts", "SELECT id FROM rxchat_searchable_messages"),
    ("rxchat_titles_fts", "SELECT id FROM conversations"),
    ("rxchat_artifacts_fts", "SELECT id FROM artifacts"),
)
_RESTORE: Final = "Stop rxchat and restore a backup: `rxchat db restore FILE`."
_HARMLESS: Final = "Left over from an older version and hidden. No action needed."


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityIssue:
    """`kind` is integrity, reference, orphans, ownerless, streaming or search; `advice` says what to do."""

    kind: str
    text: str
    advice: str


def check_integrity(path: Path, progress: Progress, *, is_served: bool) -> list[IntegrityIssue]:
    """Read the whole file without changing it. With `is_served`, streaming answers are no issue.

    Raises StartupFailed for a file that is neither rxchat's nor the Claude-only program's.
    """
    progress.begin(f"Checking {path}", is_brief=True)
    try:
        supported_revision(path)
        return _find(path, progress, is_served=is_served)
    except NoDatabase:
        raise
    except Damaged as exc:  # too badly for SQLite to read on
        return [IntegrityIssue(kind="integrity", text=exc.message, advice=_RESTORE)]


def _find(path: Path, progress: Progress, *, is_served: bool) -> list[IntegrityIssue]:
    with reading(path) as connection, progress.watching(connection):
        damage = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(20)") if line != "ok"]
        if damage:
            return [IntegrityIssue(kind="integrity", text=" ".join(line.split()), advice=_RESTORE) for line in damage]
        connection.execute("BEGIN")  # one snapshot for all checks
        issues = [*_references(connection), *_orphans(connection), *_ownerless(connection), *_search(connection)]
        return issues if is_served else [*issues, *_streaming(connection)]


def _references(connection: sqlite3.Connection) -> Iterator[IntegrityIssue]:
    """Declared references, in any table."""
    counts: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        if (table, parent) != _OWNED:
            counts[table, parent] = counts.get((table, parent), 0) + 1
    for (table, parent), count in counts.items():
        yield IntegrityIssue(
            kind="reference",
            text=f"{counted(count, 'row')} of {table} with references to missing rows of {parent}.",
            advice=_HARMLESS,
        )


def _orphans(connection: sqlite3.Connection) -> Iterator[IntegrityIssue]:
    """Listed references that the file doesn't declare."""
    tables = tables_in(connection)
    for table, column, parent in _REFERENCES:
        if not {table, parent} <= tables or _is_declared(connection, table, column):
            continue
        if column not in {row[1] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}:
            continue
        (count,) = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {parent})"
        ).fetchone()
        if count:
            text = f"{counted(count, 'row')} of {table} with references to missing rows of {parent} ({column})."
            yield IntegrityIssue(kind="orphans", text=text, advice=_HARMLESS)


def _ownerless(connection: sqlite3.Connection) -> Iterator[IntegrityIssue]:
    if count := ownerless_in(connection):
        yield IntegrityIssue(
            kind="ownerless",
            text=f"{counted(count, 'conversation')} without an owner, or with one that no longer exists.",
            advice="Starting in local mode assigns them to the only user. If there are several, run `rxchat user claim EMAIL`.",
        )


def _is_declared(connection: sqlite3.Connection, table: str, column: str) -> bool:
    return column in {row[3] for row in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})")}


def _search(connection: sqlite3.Connection) -> Iterator[IntegrityIssue]:
    for index, indexed in _INDEXES:
        if index not in tables_in(connection):
            continue  # at an older revision
        kept = f"SELECT id FROM {index}_docsize"
        (count,) = connection.execute(
            f"SELECT (SELECT count(*) FROM ({indexed} EXCEPT {kept})) + (SELECT count(*) FROM ({kept} EXCEPT {indexed}))"
        ).fetchone()
        if count:
            yield IntegrityIssue(
                kind="search",
                text=f"The search index {index} has missing or extra entries for {counted(count, 'row')}.",
                advice="Stop rxchat and rebuild it: `rxchat db downgrade 0004`, then `rxchat db upgrade`.",
            )


def _streaming(connection: sqlite3.Connection) -> Iterator[IntegrityIssue]:
    if "status" not in {row[1] for row in connection.execute("PRAGMA table_info(messages)")}:
        return
    (count,) = connection.execute("SELECT count(*) FROM messages WHERE status = 'streaming'").fetchone()
    if count:
        yield IntegrityIssue(
            kind="streaming",
            text=f"{counted(count, 'response')} marked as in progress, but nothing is writing them.",
            advice="They are marked as interrupted on next start.",
        )
