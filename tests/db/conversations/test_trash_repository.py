"""Deleted conversations: listed, restored, expired, and those of an adopted file left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.db.database import Database
from rxchat.db.messages.unfinished import UnfinishedRepository

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def trash(database: Database) -> TrashRepository:
    return TrashRepository(database)


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    return ConversationRepository(database)


async def deleted(conversations: ConversationRepository, user_id: int, *titles: str) -> list[int]:
    ids = [await conversations.create(user_id, title=title, provider="acme", model="m") for title in titles]
    for id_ in ids:
        await conversations.delete(user_id, id_)
    return ids


async def test_a_page_continues_where_the_last_one_ended(
    trash: TrashRepository, conversations: ConversationRepository, user_id: int, stranger_id: int, path: Path, sql: Sql
):
    ids = await deleted(conversations, user_id, *"abcdef")
    await deleted(conversations, stranger_id, "hers")
    for at, id_ in (("2026-01-03 00:00:00", ids[0]), ("2026-01-05 00:00:00", ids[1]), (None, ids[2]), (None, ids[3])):
        sql(path, "UPDATE conversations SET trashed_at = ? WHERE id = ?", at, id_)
    seen: list[int] = []
    before = None
    while page := await trash.list_trashed(user_id, limit=2, before=before):
        seen += [each.id for each in page]
        before = page[-1].deleted_at, page[-1].id
    assert seen == [ids[5], ids[4], ids[1], ids[0], ids[3], ids[2]]


async def test_what_is_restored_is_in_the_trash_no_more(
    trash: TrashRepository, conversations: ConversationRepository, user_id: int
):
    (one,) = await deleted(conversations, user_id, "Pumps")
    (found,) = await trash.list_trashed(user_id)
    assert (found.id, found.title, found.provider) == (one, "Pumps", "acme")
    assert found.deleted_at is not None
    assert found.purged_after == found.deleted_at + timedelta(days=30)
    await conversations.restore(user_id, one)
    assert await trash.list_trashed(user_id) == []
    assert await trash.expired(datetime.now(UTC) + timedelta(days=400)) == []


async def test_only_what_rxchat_deleted_expires(
    trash: TrashRepository, conversations: ConversationRepository, user_id: int, path: Path, sql: Sql
):
    old, new, adopted = await deleted(conversations, user_id, "old", "new", "adopted")
    now = datetime.now(UTC)
    sql(path, "UPDATE conversations SET trashed_at = ? WHERE id = ?", f"{now - timedelta(days=31):%Y-%m-%d %H:%M:%S}", old)
    sql(path, "UPDATE conversations SET trashed_at = NULL, updated_at = '2020-01-01' WHERE id = ?", adopted)
    assert await trash.expired(now - timedelta(days=30)) == [(user_id, old)]
    assert {each.id for each in await trash.list_trashed(user_id)} == {old, new, adopted}


async def test_what_is_taken_out_is_deleted_at_the_next_start_at_the_latest(
    trash: TrashRepository, conversations: ConversationRepository, database: Database, user_id: int, stranger_id: int
):
    ids = await deleted(conversations, user_id, "a", "b")
    (hers,) = await deleted(conversations, stranger_id, "hers")
    kept = await conversations.create(user_id, title="kept", provider="acme", model="m")
    assert sorted(await trash.hide_all(user_id)) == ids
    assert await trash.list_trashed(user_id) == []
    assert await trash.hide_all(user_id) == []
    assert await UnfinishedRepository(database).clear() == 2
    assert [each.id for each in await trash.list_trashed(stranger_id)] == [hers]
    assert (await conversations.get(user_id, kept)).title == "kept"
