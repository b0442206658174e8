"""Conversations that are still being made."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.unfinished import UnfinishedRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import LARGE, ImportRepository
from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.errors import NotFound
from rxchat.domain.imports import Addition
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
MANY = 4 * LARGE


def large(import_id: str = "claude:1", count: int = MANY) -> Archive:
    conversation = ArchivedConversation(
        import_id=import_id, title="Trip", provider="claude", model="m", created_at=AT, updated_at=AT, current_message_id=count
    )
    messages = tuple(
        ArchivedMessage(
            id=number,
            parent_message_id=number - 1 or None,
            role=(Role.ASSISTANT, Role.USER)[number % 2],
            content=f"lighthouse {number}",
            created_at=AT,
        )
        for number in range(1, count + 1)
    )
    return Archive(conversation=conversation, messages=messages)


class Dying(ImportRepository):
    """Its program is killed after so many pieces."""

    pieces = 3

    async def _add_piece(self, conversation_id: int, piece: Sequence[ArchivedMessage], ids: dict[int, int]) -> None:
        self.pieces -= 1
        if self.pieces < 0:
            raise asyncio.CancelledError
        await super()._add_piece(conversation_id, piece, ids)


@pytest.mark.sqlite
async def test_a_large_conversation_is_whole_or_not_to_be_seen(
    database: Database, user_id: int, path: Path, sql: Sql, messages: MessageRepository
):
    conversations = ConversationRepository(database)
    with pytest.raises(asyncio.CancelledError):
        await Dying(database).add(user_id, [large()])
    [(conversation_id, kept)] = sql(path, "SELECT conversation_id, count(*) FROM messages GROUP BY 1")
    assert kept
    assert await conversations.list_recent(user_id) == []
    assert await conversations.search(user_id, "lighthouse") == []
    assert await ArchiveRepository(database).conversations(user_id, limit=9) == []
    assert isinstance(conversation_id, int)
    for call in (conversations.get, conversations.restore, conversations.duplicate, messages.list_visible):
        with pytest.raises(NotFound):
            await call(user_id, conversation_id)
    assert await ImportRepository(database).known(user_id, ["claude:1"]) == set()

    assert await ImportRepository(database).add(user_id, [large()]) == [Addition.ADDED]
    assert await UnfinishedRepository(database).clear() == 1
    assert await UnfinishedRepository(database).clear() == 0
    assert sql(path, "SELECT import_id, message_count FROM conversations") == [("claude:1", MANY)]
    assert sql(path, "SELECT count(*) FROM messages") == [(MANY,)]
    assert len(await conversations.search(user_id, "lighthouse", limit=MANY + 9)) == MANY


async def test_only_what_the_import_of_this_person_left_is_taken_away(
    database: Database, user_id: int, stranger_id: int, path: Path, sql: Sql
):
    for whose in (user_id, stranger_id):
        with pytest.raises(asyncio.CancelledError):
            await Dying(database).add(whose, [large()])
    sql(path, "UPDATE conversations SET import_id = 'unfinished:copy:1' WHERE id = (SELECT max(id) FROM conversations)")
    await ImportRepository(database).clear_of(stranger_id)
    await ImportRepository(database).clear_of(user_id)
    assert sql(path, "SELECT user_id FROM conversations") == [(stranger_id,)]
    await ImportRepository(database).clear()
    assert sql(path, "SELECT count(*) FROM messages") == [(0,)]


async def test_one_that_is_refused_in_its_middle_leaves_nothing(database: Database, user_id: int, path: Path, sql: Sql):
    good = large("a:2")
    bad = replace(good, messages=(*good.messages[:-1], replace(good.messages[-1], input_tokens=10**30)))
    assert await ImportRepository(database).add(user_id, [bad, good]) == [Addition.REFUSED, Addition.ADDED]
    assert sql(path, "SELECT count(*) FROM messages") == [(MANY,)]


async def test_messages_follow_those_that_stand_later_in_the_file(database: Database, user_id: int, path: Path, sql: Sql):
    for count in (10, MANY):
        turned = large(f"a:{count}", count)
        turned = replace(turned, messages=turned.messages[::-1])
        assert await ImportRepository(database).add(user_id, [turned]) == [Addition.ADDED]
        [(conversation_id,)] = sql(path, "SELECT max(id) FROM conversations")
        rows = sql(path, "SELECT id, parent_message_id FROM messages WHERE conversation_id = ? ORDER BY id", conversation_id)
        ids = [row[0] for row in rows]
        assert [row[1] for row in rows] == [*ids[1:], None]


@pytest.mark.sqlite
async def test_others_save_their_words_while_much_is_written(
    database: Database, user_id: int, messages: MessageRepository, path: Path, sql: Sql
):
    """A conversation of 8,000 messages took 17 s in one transaction, and its copy as long again."""
    question = NewTurn(user_id=user_id, conversation_id=None, text="Hi", title="T", provider="acme", model="m")
    turn = await messages.begin_turn(question)

    async def saved_while(work: asyncio.Task[Any]) -> int:
        saved = 0
        while not work.done():
            await messages.append(turn.reply_id, text="x")
            saved += 1
        await work
        return saved

    added = asyncio.create_task(ImportRepository(database).add(user_id, [large(count=8_000)]))
    assert await saved_while(added) > 8
    conversations = ConversationRepository(database)
    found = next(one for one in await conversations.list_recent(user_id) if one.title == "Trip")
    copying = asyncio.create_task(conversations.duplicate(user_id, found.id))
    assert await saved_while(copying) > 8
    [(count,)] = sql(path, "SELECT message_count FROM conversations WHERE title = 'Trip (copy)'")
    assert count == 8_000
