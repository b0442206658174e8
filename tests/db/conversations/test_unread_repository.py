"""The mark of an answer that nobody has looked at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.unread_repository import UnreadRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import downgrade, migrate

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.mark.parametrize("is_missing", [False, True])
async def test_it_is_set_and_cleared_once_and_by_its_owner_only(
    database: Database, user_id: int, stranger_id: int, path: Path, is_missing: bool
):
    conversations, marks = ConversationRepository(database), UnreadRepository(database)
    one = await conversations.create(user_id, title="One", provider="acme", model="m")
    if is_missing:
        await conversations.delete(user_id, one)
        assert not await marks.mark(user_id, one, is_unread=True)
        return
    assert not await marks.mark(stranger_id, one, is_unread=True)
    assert await marks.mark(user_id, one, is_unread=True)
    assert not await marks.mark(user_id, one, is_unread=True)
    assert (await conversations.get(user_id, one)).is_unread
    with database.recorded() as statements:
        assert not await marks.mark(stranger_id, one, is_unread=False)
        assert not any(statement.startswith("UPDATE") for statement in statements)
    assert await marks.mark(user_id, one, is_unread=False)
    assert not (await conversations.get(user_id, one)).is_unread


@pytest.mark.sqlite
async def test_a_mark_of_the_older_program_comes_along_and_goes_back(legacy_file: Path, user_id: int, sql: Sql):
    (first, second, *_) = [id_ for (id_,) in sql(legacy_file, "SELECT id FROM conversations ORDER BY id")]
    sql(legacy_file, "UPDATE conversations SET is_unread = (id = ?)", first)
    migrate(legacy_file, on_step=lambda _: None)
    assert sql(legacy_file, "SELECT id FROM conversations WHERE has_unread = 1") == [(first,)]
    sql(legacy_file, "UPDATE conversations SET has_unread = 1 - has_unread WHERE id IN (?, ?)", first, second)
    downgrade(legacy_file, "0001", on_step=lambda _: None)
    assert sql(legacy_file, "SELECT id FROM conversations WHERE is_unread = 1") == [(second,)]
    columns = [row[1] for row in sql(legacy_file, "PRAGMA table_info(conversations)")]
    assert "is_unread" in columns
    assert not {"has_unread", "trashed_at"} & set(columns)
