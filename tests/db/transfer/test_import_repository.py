"""Conversations on their way in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import Failure, NotSaved
from rxchat.domain.imports import Addition
from rxchat.domain.messages import Role

Sql = Callable[..., list[tuple[object, ...]]]
AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def archive(import_id: str = "claude:1", **more: Any) -> Archive:
    conversation = ArchivedConversation(
        import_id=import_id,
        title="Trip",
        provider="claude",
        model="old",
        created_at=AT,
        updated_at=AT,
        last_message_at=AT,
        is_pinned=True,
        settings='{"temperature": 0.5}',
    )
    question = ArchivedMessage(id=7, role=Role.USER, content="Where to?", created_at=AT, provider="claude", images="[]")
    answer = ArchivedMessage(
        id=3,
        parent_message_id=7,
        role=Role.ASSISTANT,
        content="Lisbon, by night train",
        created_at=AT,
        provider="claude",
        model="old",
        status=MessageStatus.ERROR,
        thinking="Hm",
        error=Failure(code="overloaded", message="Claude is overloaded right now."),
        input_tokens=3,
        cost=Decimal("0.10"),
        currency="USD",
        finish_reason="stop",
    )
    return Archive(conversation=replace(conversation, **more), messages=(question, answer))


@pytest.fixture
def imports(database: Database) -> ImportRepository:
    return ImportRepository(database)


async def test_what_is_added_is_what_was_archived_and_is_found(imports: ImportRepository, database: Database, user_id: int):
    given = archive()
    assert await imports.add(user_id, [given]) == [Addition.ADDED]
    archives = ArchiveRepository(database)
    [(conversation_id, conversation)] = await archives.conversations(user_id, limit=9)
    assert conversation == given.conversation
    kept = [message for _, message in await archives.messages(user_id, [conversation_id], limit=9)]
    question, answer = kept
    assert [replace(message, id=0, parent_message_id=None) for message in kept] == [
        replace(message, id=0, parent_message_id=None) for message in given.messages
    ]
    assert (question.parent_message_id, answer.parent_message_id) == (None, question.id)
    [hit] = await ConversationRepository(database).search(user_id, "night train")
    assert hit.message_id == answer.id
    assert [message.text for message in await MessageRepository(database).list_visible(user_id, conversation_id)] == [
        "Where to?",
        "Lisbon, by night train",
    ]


async def test_what_is_here_already_is_not_added_again_unless_it_was_deleted(
    imports: ImportRepository, database: Database, user_id: int, stranger_id: int
):
    assert await imports.add(user_id, [archive("a:1"), archive("a:2"), archive("a:1")]) == [
        Addition.ADDED,
        Addition.ADDED,
        Addition.KNOWN,
    ]
    assert await imports.add(user_id, [archive("a:2"), archive("a:3")]) == [Addition.KNOWN, Addition.ADDED]
    assert await imports.known(user_id, ["a:1", "a:3", "a:4"]) == {"a:1", "a:3"}
    assert await imports.add(stranger_id, [archive("a:1")]) == [Addition.ADDED]
    conversations = ConversationRepository(database)
    newest = (await conversations.list_recent(user_id))[0]
    await conversations.delete(user_id, newest.id)
    assert await imports.add(user_id, [archive("a:3")]) == [Addition.ADDED]


async def test_one_that_the_database_refuses_takes_no_other_with_it(
    imports: ImportRepository, database: Database, user_id: int, path: Path, sql: Sql
):
    good, bad = archive("a:1"), archive("a:2")
    bad = replace(bad, messages=(bad.messages[0], replace(bad.messages[1], input_tokens=10**30)))
    assert await imports.add(user_id, [bad, good]) == [Addition.REFUSED, Addition.ADDED]
    assert sql(path, "SELECT import_id, message_count FROM conversations") == [("a:1", 2)]
    assert sql(path, "SELECT count(*) FROM messages") == [(2,)]


async def test_no_call_is_counted(imports: ImportRepository, user_id: int, path: Path, sql: Sql):
    await imports.add(user_id, [archive()])
    assert sql(path, "SELECT count(*) FROM usage_tracking") == [(0,)]


@pytest.mark.sqlite
async def test_what_was_imported_is_looked_up_through_an_index(database: Database, path: Path, sql: Sql):
    with database.recorded() as statements:
        await ImportRepository(database).known(1, ["a:1"])
    assert "ix_conversations_import" in str(sql(path, f"EXPLAIN QUERY PLAN {statements[0]}", 1, "a:1"))


@pytest.mark.sqlite
async def test_a_full_disk_is_told_in_words(imports: ImportRepository, database: Database, user_id: int):
    big = archive()
    big = replace(big, messages=tuple(replace(big.messages[0], id=number, content="x" * 10_000) for number in range(200)))
    async with database.transaction() as session:
        connection: Any = await session.connection()
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
    with pytest.raises(NotSaved, match="The disk is full") as error:
        await imports.add(user_id, [big])
    assert "space" in error.value.hint
    assert await ConversationRepository(database).list_recent(user_id) == []
