"""Links in the older program's table: which are open, to whom they belong, and how often they were opened."""

from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from adopted_files import copy_adopted
from legacy_families import FAMILIES

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.shares import ShareContent
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[Any, ...]]]
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def shares(database: Database) -> ShareRepository:
    return ShareRepository(database)


@pytest.fixture
async def mine(messages: MessageRepository, ask: Callable[..., NewTurn]) -> int:
    turn = await messages.begin_turn(ask("Question"))
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Answer", thinking="Thought")
    return turn.conversation_id


@pytest.mark.parametrize(
    ("expires", "is_open"),
    [
        (None, True),
        ("", True),
        ("2026-11-29 12:00:01", True),
        ("2026-11-29T12:00:01.500Z", True),
        ("2026-11-29T13:00:00+02:00", False),
        ("2026-11-29 12:00:00", False),
        (int(NOW.timestamp()) + 60, True),
        (int(NOW.timestamp() * 1000) - 60_000, False),
        ("soon", False),
    ],
)
async def test_a_row_of_the_older_program_opens_until_it_expires(
    shares: ShareRepository, mine: int, path: Path, sql: Sql, expires: object, is_open: bool
):
    sql(path, "INSERT INTO shared_conversations (conversation_id, share_token, expires_at) VALUES (?, 'old', ?)", mine, expires)
    found = await shares.find_open("old", NOW)
    assert (found is not None) is is_open
    if found is not None:
        assert (found.conversation_id, found.snapshot_id, found.link.view_count) == (mine, None, 0)
        page, count = await shares.live(found.conversation_id, found.end_id, 0, ShareContent())
        assert ([each.text for each in page], count) == (["Question", "Answer"], 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shared_conversations SET is_public = 0",
        "UPDATE shared_conversations SET is_public = NULL",
        "UPDATE conversations SET is_deleted = 1",
        "UPDATE users SET is_disabled = 1",
        "DELETE FROM shared_conversations",
    ],
)
async def test_nothing_opens_a_private_link_or_one_to_what_is_gone(
    shares: ShareRepository, mine: int, path: Path, sql: Sql, change: str
):
    sql(path, "INSERT INTO shared_conversations (conversation_id, share_token) VALUES (?, 'old')", mine)
    assert await shares.find_open("old", NOW) is not None
    sql(path, change)
    assert await shares.find_open("old", NOW) is None


async def test_the_older_program_reads_what_is_written(shares: ShareRepository, mine: int, user_id: int, path: Path, sql: Sql):
    share_id = await shares.create(user_id, mine, "new", expires_at=NOW + timedelta(days=1))
    assert await shares.find_open("new", NOW) is None
    await shares.change(share_id, {"is_public": True})
    columns = "conversation_id, share_token, expires_at, view_count, is_public"
    assert sql(path, f"SELECT {columns} FROM shared_conversations") == [(mine, "new", "2026-11-30 12:00:00", 0, 1)]
    assert await shares.find_open("new", NOW + timedelta(days=1)) is None


async def test_a_link_is_its_owners(shares: ShareRepository, database: Database, mine: int, user_id: int, stranger_id: int):
    with pytest.raises(NotFound):
        await shares.create(stranger_id, mine, "hers", expires_at=None)
    first = await shares.create(user_id, mine, "first", expires_at=None)
    await shares.create(user_id, mine, "second", expires_at=None)
    assert [link.token for link in await shares.list_links(user_id, NOW)] == ["second", "first"]
    assert await shares.list_links(stranger_id, NOW) == []
    assert await shares.list_links(user_id, NOW, conversation_id=mine + 1) == []
    with pytest.raises(NotFound):
        await shares.get(stranger_id, "first", NOW)
    with pytest.raises(NotFound):
        await shares.preview(stranger_id, mine)
    with pytest.raises(NotFound):
        await shares.live_images(stranger_id, mine, 0)
    await ConversationRepository(database).delete(user_id, mine)
    assert await shares.list_links(user_id, NOW) == []
    await ConversationRepository(database).restore(user_id, mine)
    await shares.delete(first)
    assert [link.token for link in await shares.list_links(user_id, NOW)] == ["second"]


async def test_views_are_added_to_what_is_there(shares: ShareRepository, mine: int, path: Path, sql: Sql):
    for token, count in (("a", 5), ("b", None)):
        sql(
            path,
            "INSERT INTO shared_conversations (conversation_id, share_token, view_count) VALUES (?, ?, ?)",
            mine,
            token,
            count,
        )
    await shares.add_views({1: 2, 2: 3, 99: 1})
    assert sql(path, "SELECT view_count FROM shared_conversations ORDER BY id") == [(7,), (3,)]


async def test_a_preview_counts_what_can_be_chosen(shares: ShareRepository, mine: int, user_id: int):
    preview, end_id = await shares.preview(user_id, mine)
    assert (preview.title, preview.message_count, preview.reasoning_count, preview.image_count) == ("Greeting", 2, 1, 0)
    assert end_id is None


@pytest.mark.parametrize("family", FAMILIES)
async def test_an_adopted_files_link_opens_and_its_deleted_conversations_stay(tmp_path: Path, family: str):
    path = copy_adopted(tmp_path / "data" / "rxchat.db", family, is_everything=False)
    async with aclosing(Database(path)) as database:
        shares, trash = ShareRepository(database), TrashRepository(database)
        found = await shares.find_open("a-token", NOW)
        assert found is not None
        messages, _ = await shares.live(found.conversation_id, found.end_id, 0, ShareContent())
        words = [message.text.partition("\n")[0] for message in messages]  # an artifact follows one of them
        assert words == [f"Words {number} of chat 1" for number in range(1, 5)]
        (deleted,) = await trash.list_trashed(1)
        assert (deleted.title, deleted.purged_after) == ("Chat 3", None)
        assert await trash.expired(datetime.now(UTC) + timedelta(days=1000)) == []
