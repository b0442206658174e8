from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("legacy_id", "found"),
    [
        ("b7-old", 7),
        ("8", 8),
        ("b9-deleted", None),
        ("b10-strangers", None),
        ("m1-message", None),
        ("none", None),
        ("99", None),
        ("0", None),
    ],
)
async def test_an_old_id_leads_to_the_conversation_of_its_owner_only(
    database: Database, path: Path, sql: Sql, user_id: int, legacy_id: str, found: int | None
) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (900, 'other')")
    for id_, owner, is_deleted in ((7, user_id, 0), (8, user_id, 0), (9, user_id, 1), (10, 900, 0)):
        sql(path, "INSERT INTO conversations (id, user_id, is_deleted) VALUES (?, ?, ?)", id_, owner, is_deleted)
    for table, old, row in (
        ("conversations", "b7-old", 7),
        ("conversations", "b9-deleted", 9),
        ("conversations", "b10-strangers", 10),
        ("messages", "m1-message", 8),
    ):
        sql(path, "INSERT INTO legacy_ids (table_name, legacy_id, row_id) VALUES (?, ?, ?)", table, old, row)
    assert await ConversationRepository(database).find_legacy(user_id, legacy_id) == found
