import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.provider_tables import ProviderHealthRow
from rxchat.db.schema.session_tables import SessionRow
from rxchat.db.schema.share_tables import ShareSnapshotRow
from rxchat.db.schema.spending_tables import SpendCapRow

Sql = Callable[..., list[tuple[object, ...]]]
LEGACY = [
    "users",
    "projects",
    "conversations",
    "messages",
    "artifacts",
    "shared_conversations",
    "prompt_library",
    "conversation_folders",
    "conversation_folder_items",
    "usage_tracking",
    "api_keys",
]


def test_the_tables_are_the_older_programs_and_a_few_of_our_own() -> None:
    own = {
        "adopted_files",
        "legacy_ids",
        "custom_endpoints",
        "image_uploads",
        "import_runs",
        "key_checks",
        "program_tokens",
        "provider_health",
        "rxchat_message_places",
        "sessions",
        "share_snapshot_messages",
        "share_snapshots",
        "sign_in_failures",
        "sign_in_links",
        "spend_caps",
        "turn_keys",
        "typed_models",
        "worker_events",
        "workers",
    }
    assert set(UserRow.metadata.tables) == {*LEGACY, *own}
    assert {each.metadata for each in (SpendCapRow, ProviderHealthRow, SessionRow, ShareSnapshotRow)} == {UserRow.metadata}


@pytest.mark.parametrize("table", LEGACY)
def test_a_number_is_never_given_twice(path: Path, sql: Sql, table: str) -> None:
    [(definition,)] = sql(path, "SELECT sql FROM sqlite_master WHERE name = ?", table)
    assert "AUTOINCREMENT" in str(definition)


def test_what_is_not_said_takes_the_older_programs_defaults(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, name) VALUES (1, 'Ada')")
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, 1)")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (1, 'user', 'Hi')")
    [row] = sql(
        path,
        "SELECT is_archived, is_pinned, is_deleted, token_count, message_count, provider, length(created_at) FROM conversations",
    )
    assert row == (0, 0, 0, 0, 0, "claude", len("2026-11-22 10:58:00"))
    assert sql(path, "SELECT provider, status, tokens FROM messages") == [("claude", "complete", None)]


def test_deleting_a_person_takes_their_messages_along(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a')")
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, 1)")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (1, 'user', 'Hi')")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("DELETE FROM users")
    connection.commit()
    connection.close()
    assert sql(path, "SELECT count(*) FROM messages") == [(0,)]
