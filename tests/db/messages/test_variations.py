"""Variations of an answer in the older program's file are versions of it, and rxchat's versions are variations there."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Row = tuple[int, str, int | None, str | None, str]
"""Id, role, parent, group, second."""
SIMPLE: list[Row] = [
    (100, "user", None, None, "01"), (101, "assistant", None, "g", "02"), (102, "assistant", None, "g", "03"),
    (103, "user", None, None, "04"), (104, "assistant", None, None, "05"),
]  # fmt: skip
LATER: list[Row] = [
    (100, "user", None, None, "01"), (101, "assistant", None, "g", "02"), (102, "user", None, None, "03"),
    (103, "assistant", None, "h", "04"), (104, "assistant", None, "g", "05"),
]  # fmt: skip
OUT_OF_ORDER: list[Row] = [
    (100, "assistant", None, "g", "03"), (101, "assistant", None, "g", "02"), (102, "user", None, None, "01"),
    (103, "user", None, None, "04"),
]  # fmt: skip
WITH_PARENTS: list[Row] = [
    (100, "user", None, None, "01"), (101, "assistant", 100, "g", "02"), (102, "assistant", None, "g", "03"),
    (103, "user", None, None, "04"),
]  # fmt: skip
ONE_GROUP_FOR_ALL: list[Row] = [
    (100, "user", None, "g", "01"), (101, "assistant", None, "g", "02"), (102, "user", None, "g", "03"),
    (103, "assistant", None, "g", "04"), (104, "user", None, "", "05"), (105, "assistant", None, "", "06"),
    (106, "assistant", None, "", "07"),
]  # fmt: skip


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


def fill(path: Path, sql: Sql, rows: Sequence[Row]) -> None:
    for conversation_id, more in ((50, 0), (51, 1000)):
        sql(path, "INSERT INTO conversations (id, user_id, title) VALUES (?, 3, 'Varied')", conversation_id)
        for id_, role, parent, group, second in rows:
            sql(
                path,
                "INSERT INTO messages (id, conversation_id, role, content, parent_message_id, variation_group_id, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(id_ + more, conversation_id, role, str(id_), parent and parent + more, group, f"2025-01-01 10:00:{second}"),
            )


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    migrate(path, on_step=quietly)
    database = Database(path)
    try:
        yield database
    finally:
        await database.aclose()


async def shown(database: Database, conversation_id: int = 50) -> list[str]:
    return [message.text for message in await MessageRepository(database).list_visible(3, conversation_id)]


@pytest.mark.parametrize(
    ("rows", "visible", "versions"),
    [
        (SIMPLE, ["100", "102", "103", "104"], [[101, 102]]),
        (LATER, ["100", "104", "102", "103"], [[101, 104]]),
        (OUT_OF_ORDER, ["102", "101", "103"], [[100, 101]]),
        (WITH_PARENTS, ["100", "102", "103"], [[101, 102]]),
        (ONE_GROUP_FOR_ALL, ["100", "101", "102", "103", "104", "105", "106"], []),
    ],
    ids=["simple", "later", "out of order", "with parents", "one group for all"],
)
async def test_they_are_shown_one_at_a_time(
    legacy_file: Path, sql: Sql, rows: list[Row], visible: list[str], versions: list[list[int]]
):
    fill(legacy_file, sql, rows)
    kept = (
        "SELECT id, conversation_id, role, content, created_at, parent_message_id, variation_group_id FROM messages ORDER BY id"
    )
    before = sql(legacy_file, kept)
    async with opened(legacy_file) as database:
        branches = BranchRepository(database)
        assert await shown(database) == visible
        assert await shown(database, 51) == visible
        messages = MessageRepository(database)
        found = (await messages.newest(3, 50, limit=50)).versions
        assert {tuple(ids) for ids in found.values()} == {tuple(ids) for ids in versions}
        assert sql(legacy_file, kept) == before
        for first, second in versions:
            await branches.show(3, 50, first)
            assert (await shown(database))[-1] == str(first)
            assert list((await messages.newest(3, 50, limit=50)).versions[first]) == [first, second]
            await branches.show(3, 50, second)
            assert await shown(database) == visible
            assert await shown(database, 51) == visible
    downgrade(legacy_file, "0018", on_step=quietly)
    async with opened(legacy_file) as database:
        assert await shown(database, 51) == visible


async def test_the_conversation_goes_on_after_the_visible_one(legacy_file: Path, sql: Sql):
    fill(legacy_file, sql, SIMPLE[:3])
    async with opened(legacy_file) as database:
        messages = MessageRepository(database)
        new = NewTurn(user_id=3, conversation_id=50, text="Next", title="", provider="acme", model="m")
        turn = await messages.begin_turn(new, history_limit=10)
        assert [message.text for message in turn.history] == ["100", "102", "Next"]
        await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Yes")
        again = await messages.retry_turn(3, 101, "acme", "m", history_limit=10)
        assert [message.text for message in again.history] == ["100"]
        assert list((await messages.newest(3, 50, limit=50)).versions[101]) == [101, 102, again.reply_id]
        written = sql(legacy_file, "SELECT variation_group_id, variation_index FROM messages WHERE id = ?", again.reply_id)
        assert written == [("g", 2)]


async def test_new_versions_are_written_as_variations(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(ask())
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="One")
    again = await messages.retry_turn(user_id, turn.reply_id, "acme", "m")
    rows = sql(path, "SELECT id, variation_group_id, variation_index FROM messages WHERE role = 'assistant' ORDER BY id")
    assert rows == [(turn.reply_id, str(turn.user_message_id), 0), (again.reply_id, str(turn.user_message_id), 1)]


async def test_copies_and_exports_keep_them_versions(legacy_file: Path, sql: Sql):
    fill(legacy_file, sql, SIMPLE)
    async with opened(legacy_file) as database:
        copy = await ConversationRepository(database).duplicate(3, 50)
        assert await shown(database, copy.id) == ["100", "102", "103", "104"]
        assert len((await MessageRepository(database).newest(3, copy.id, limit=50)).versions) == 2
        exported = [message for _, message in await ArchiveRepository(database).messages(3, [50], limit=9)]
        assert [(message.id, message.parent_message_id) for message in exported][:3] == [(100, None), (101, 100), (102, 100)]
