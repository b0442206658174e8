"""Conversations on their way out."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from pictures import png

from rxchat.db.database import Database
from rxchat.db.messages.message_images import images_in
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.transfer.archive_repository import IMAGES_AT_ONCE, ArchiveRepository
from rxchat.domain.archives import ArchivedConversation, ArchivedMessage
from rxchat.domain.errors import NotFound
from rxchat.domain.messages import ImagePart
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]


@pytest.fixture
def archives(database: Database) -> ArchiveRepository:
    return ArchiveRepository(database)


def test_every_column_goes_along_but_those_that_mean_nothing_elsewhere():
    left_here = {"id", "user_id", "is_deleted", "message_count", "trashed_at", "has_unread"}
    assert {field.name for field in fields(ArchivedConversation)} == set(ConversationRow.model_fields) - left_here
    derived = {
        "image_count",
        "variation_group_id",
        "variation_index",
        "summary_last_id",
    }  # a variation is exported as a version, by its parent
    left_here = {"conversation_id", "worker_id", "stop_requested_at"}
    assert {field.name for field in fields(ArchivedMessage)} == set(MessageRow.model_fields) - derived - left_here


async def test_pages_of_messages_follow_on_one_another(
    archives: ArchiveRepository, messages: MessageRepository, ask: Ask, user_id: int
):
    ids = [(await messages.begin_turn(ask(text))).conversation_id for text in ("one", "two", "three")]
    found, after = [], (0, 0)
    while page := await archives.messages(user_id, ids[:2], after=after, limit=3):
        found += page
        after = (page[-1][0], page[-1][1].id)
    assert [conversation_id for conversation_id, _ in found] == [ids[0], ids[0], ids[1], ids[1]]
    assert [message.content for _, message in found] == ["one", "", "two", ""]


async def test_no_more_images_are_in_memory_than_a_few(
    archives: ArchiveRepository, messages: MessageRepository, ask: Ask, user_id: int
):
    image = ImagePart(media_type="image/png", data=png())
    ids = [
        (await messages.begin_turn(replace(ask(), images=(image,) * count))).conversation_id
        for count in (0, IMAGES_AT_ONCE - 1, 3, 1)
    ]
    pages, after = [], (0, 0)
    while page := await archives.messages(user_id, ids, after=after, limit=99):
        pages.append([len(images_in(message.images)) for _, message in page])
        after = (page[-1][0], page[-1][1].id)
    assert pages == [[0, 0, IMAGES_AT_ONCE - 1, 0, 3], [0, 1, 0]]


async def test_messages_go_in_reading_order_where_their_ids_tell_another(
    archives: ArchiveRepository, user_id: int, path: Path, sql: Sql
):
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (5, ?)", user_id)
    for place, text in ((3, "third"), (1, "first"), (2, "second")):
        sql(path, "INSERT INTO messages (id, conversation_id, role, content) VALUES (?, 5, 'user', ?)", 50 + place, text)
    sql(path, "INSERT INTO rxchat_message_places VALUES (51, 53), (53, 51)")
    [first] = await archives.messages(user_id, [5], limit=1)
    rest = await archives.messages(user_id, [5], after=(5, first[1].id), limit=9)
    assert [message.content for _, message in [first, *rest]] == ["third", "second", "first"]


async def test_what_an_older_program_left_blank_has_a_value(archives: ArchiveRepository, user_id: int, path: Path, sql: Sql):
    sql(
        path, "INSERT INTO conversations (id, user_id, created_at, updated_at, provider) VALUES (5, ?, NULL, NULL, NULL)", user_id
    )
    sql(path, "INSERT INTO messages (conversation_id, role, content, created_at, status) VALUES (5, 'user', '', 'x', 'odd')")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (5, 'tool', 'not ours')")
    conversation = await archives.get(user_id, 5)
    assert (conversation.title, conversation.provider, conversation.model, conversation.created_at.year) == (
        "",
        "claude",
        "",
        1970,
    )
    [(_, message)] = await archives.messages(user_id, [5], limit=9)
    assert (message.content, message.created_at.year, message.status) == ("", 1970, "complete")


async def test_an_import_id_stays_when_the_conversation_goes_on(
    archives: ArchiveRepository, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
):
    started = await messages.begin_turn(ask("Hello"))
    other = await messages.begin_turn(ask("Hello"))
    before = await archives.get(user_id, started.conversation_id)
    sql(path, "UPDATE conversations SET title = 'Other', last_message_at = '2030-01-01 00:00:00'")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (?, 'user', 'More')", started.conversation_id)
    after = await archives.get(user_id, started.conversation_id)
    assert (after.import_id, after.title) == (before.import_id, "Other")
    second = await archives.get(user_id, other.conversation_id)
    assert await archives.native_ids(user_id) == {after.import_id, second.import_id}
    assert len({after.import_id, second.import_id}) == 2
    sql(path, "UPDATE conversations SET import_id = 'claude:1' WHERE id = ?", started.conversation_id)
    assert (await archives.get(user_id, started.conversation_id)).import_id == "claude:1"
    assert await archives.native_ids(user_id) == {second.import_id}


async def test_nobody_takes_away_what_is_somebody_elses(
    archives: ArchiveRepository, messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int
):
    started = await messages.begin_turn(ask("Hello"))
    with pytest.raises(NotFound):
        await archives.get(stranger_id, started.conversation_id)
    assert await archives.conversations(stranger_id, limit=9) == []
    assert await archives.messages(stranger_id, [started.conversation_id], limit=9) == []
    assert await archives.native_ids(stranger_id) == set()
