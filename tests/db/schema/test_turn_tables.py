import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.turn_tables import TurnKeyRow

Sql = Callable[..., list[tuple[object, ...]]]


def test_a_migration_sees_them_with_the_others() -> None:
    assert TurnKeyRow.metadata is UserRow.metadata


def test_a_person_has_a_key_once(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')")
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, 1)")
    sql(path, "INSERT INTO messages (id, conversation_id, role, content) VALUES (5, 1, 'assistant', '')")
    for user in (1, 2):
        sql(path, "INSERT INTO turn_keys (user_id, key, digest, reply_id) VALUES (?, 'a', '', 5)", user)
    with pytest.raises(sqlite3.IntegrityError):
        sql(path, "INSERT INTO turn_keys (user_id, key, digest, reply_id) VALUES (1, 'a', '', 5)")
