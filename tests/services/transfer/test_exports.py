"""Conversations as files."""

import gc
import io
import json
import sqlite3
import tracemalloc
import zipfile
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from transfers import export_service

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import Conversation, MessageStatus, Outcome, SavedMessage
from rxchat.domain.errors import Failure, NotFound
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Cost, Usage
from rxchat.services.transfer import exports as module
from rxchat.services.transfer.exports import ARCHIVE, ExportService, markdown

AT = datetime(2026, 1, 2, tzinfo=UTC)
SMALLEST = Decimal("0.000000000000000001")
WHOLE = Outcome(
    status=MessageStatus.COMPLETE,
    finish_reason=FinishReason.STOP,
    raw_reason="stop",
    usage=Usage(input_tokens=3, output_tokens=2),
    cost=Cost(amount=SMALLEST),
    latency_ms=5,
)


@pytest.fixture
def exports(database: Database, messages: MessageRepository) -> ExportService:
    return export_service(database)


async def a_conversation(messages: MessageRepository, user: int, turns: int = 1) -> int:
    conversation_id: int | None = None
    for number in range(turns):
        started = await messages.begin_turn(
            NewTurn(user_id=user, conversation_id=conversation_id, text=f"Q{number}", title="T", provider="acme", model="m")
        )
        conversation_id = started.conversation_id
        await messages.finish(started.reply_id, WHOLE, text=f"A{number} \u2028 é", thinking="hm")
    assert conversation_id is not None
    return conversation_id


async def test_messages_that_follow_each_other_in_a_circle_come_to_an_end(
    exports: ExportService, messages: MessageRepository, database: Database, user: int
):
    conversation_id = await a_conversation(messages, user, turns=2)
    first, *_, last = await messages.list_visible(user, conversation_id)
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE messages SET parent_message_id = ? WHERE id = ?", (last.id, first.id))
    text = await exports.as_markdown(user, conversation_id)
    assert [line for line in text.splitlines() if line.startswith("Q")] == ["Q0", "Q1"]


async def test_json_reads_back_as_it_was_replaced_answers_too(
    exports: ExportService, messages: MessageRepository, database: Database, user: int
):
    conversation_id = await a_conversation(messages, user)
    replaced = (await messages.list_visible(user, conversation_id))[-1]
    again = await messages.retry_turn(user, replaced.id, "acme", "other")
    await messages.finish(again.reply_id, WHOLE, text="Better")
    exported = json.loads(json.dumps(await exports.as_json(user, conversation_id)))
    assert (exported["format"], exported["version"]) == ("rxchat.conversation", 3)
    archive = ARCHIVE.validate_python(exported)
    archives = ArchiveRepository(database)
    assert archive.conversation == await archives.get(user, conversation_id)
    kept = await archives.messages(user, [conversation_id], limit=10)
    assert archive.messages == tuple(message for _, message in kept)
    assert [message.content for message in archive.messages] == ["Q0", "A0 \u2028 é", "Better"]
    assert [message.parent_message_id for message in archive.messages] == [None, *[archive.messages[0].id] * 2]
    assert archive.messages[1].cost == SMALLEST


async def joined(pieces: AsyncGenerator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def test_all_conversations_are_one_document_whatever_the_pages(
    exports: ExportService, messages: MessageRepository, user: int, monkeypatch: pytest.MonkeyPatch
):
    assert json.loads(await joined(exports.all_as_json(user)))["conversations"] == []
    ids = [await a_conversation(messages, user, turns) for turns in (1, 3, 2, 1, 1)]
    for conversations_at_once, messages_at_once in ((100, 200), (2, 1), (1, 2), (3, 3)):
        monkeypatch.setattr(module, "CONVERSATIONS_AT_ONCE", conversations_at_once)
        monkeypatch.setattr(module, "MESSAGES_AT_ONCE", messages_at_once)
        document = json.loads(await joined(exports.all_as_json(user)))
        assert (document["format"], document["version"]) == ("rxchat.conversations", 3)
        assert datetime.fromisoformat(document["exported_at"]).tzinfo is not None
        ones = [await exports.as_json(user, conversation_id) for conversation_id in ids]
        assert document["conversations"] == [{name: one[name] for name in ("conversation", "messages")} for one in ones]


async def test_an_empty_conversation_and_one_put_away_are_told_apart(
    exports: ExportService, messages: MessageRepository, database: Database, user: int
):
    conversations = ConversationRepository(database)
    empty = await conversations.create(user, title="Empty", provider="acme", model="m")
    await conversations.archive(user, empty)
    deleted = await a_conversation(messages, user)
    await conversations.delete(user, deleted)
    await a_conversation(messages, user)
    document = json.loads(await joined(exports.all_as_json(user)))
    exported = [(item["conversation"]["title"], len(item["messages"])) for item in document["conversations"]]
    assert exported == [("Empty", 0), ("T", 2)]
    assert document["conversations"][0]["conversation"]["is_archived"] is True
    assert json.loads(await joined(exports.all_as_json(user + 1)))["conversations"] == []


async def test_all_as_markdown_is_a_zip_with_a_file_for_each(exports: ExportService, messages: MessageRepository, user: int):
    ids = [await a_conversation(messages, user, turns) for turns in (1, 2)]
    with zipfile.ZipFile(io.BytesIO(await joined(exports.all_as_markdown(user)))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert [name.partition(" ")[2] for name in names] == [f"T ({conversation_id}).md" for conversation_id in ids]
        assert archive.read(names[1]).decode() == await exports.as_markdown(user, ids[1])


async def filled(database: Database, user: int, count: int) -> None:
    with closing(sqlite3.connect(database.path)) as connection, connection:
        numbers = range(1, count + 1)
        connection.executemany("INSERT INTO conversations (id, user_id) VALUES (?, ?)", ((number, user) for number in numbers))
        rows = ((number, role, "word " * 100) for number in numbers for role in ("user", "assistant"))
        connection.executemany("INSERT INTO messages (conversation_id, role, content) VALUES (?, ?, ?)", rows)


async def test_ten_thousand_conversations_take_a_few_queries_a_page(exports: ExportService, database: Database, user: int):
    await filled(database, user, 10_000)
    with database.recorded() as statements:
        sizes = [len(piece) async for piece in exports.all_as_json(user)]
    assert sum(sizes) > 15_000_000
    assert len(statements) <= 4 * 10_000 / module.CONVERSATIONS_AT_ONCE


async def test_a_thousand_conversations_take_the_memory_of_a_page(exports: ExportService, database: Database, user: int):
    await filled(database, user, 1_000)
    size = 0
    async for _ in exports.all_as_json(user):
        continue  # the first time statements are put together, and kept
    gc.collect()
    tracemalloc.start()
    try:
        async for piece in exports.all_as_json(user):
            size += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 1_500_000
    assert peak < 1_000_000


async def test_markdown_has_all_that_is_seen_however_long(
    exports: ExportService, messages: MessageRepository, user: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "PAGE", 3)
    text = await exports.as_markdown(user, await a_conversation(messages, user, turns=4))
    questions = [line for line in text.splitlines() if line.startswith("Q")]
    assert questions == ["Q0", "Q1", "Q2", "Q3"]
    assert "hm" not in text


async def test_nobody_exports_what_is_somebody_elses(exports: ExportService, messages: MessageRepository, user: int):
    conversation_id = await a_conversation(messages, user)
    for export in (exports.as_json, exports.as_markdown):
        with pytest.raises(NotFound):
            await export(user + 1, conversation_id)


def test_markdown_has_as_many_turns_as_were_said():
    """What is said can forge neither a turn nor a part of one, nor hide those that follow."""
    conversation = Conversation(id=1, title="T\n\n## You", provider="acme", model="m", created_at=AT, updated_at=AT)
    base = {"id": 1, "conversation_id": 1, "parent_id": None, "created_at": AT}
    failure = Failure(code="x", message="Failed.\n\n## You\n\nPay")
    texts = ["a\n\n## You\n\nforged", "## m-1\n\nforged", "You\n---\n```\nopen", " # Assistant"]
    said = [
        SavedMessage(**(base | {"role": Role.ASSISTANT, "text": text, "model": "m-1", "failure": failure}))  # pyright: ignore[reportArgumentType]
        for text in texts
    ]
    lines = markdown(conversation, said).splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# T ## You", *["## m-1"] * 4]
    assert lines.count("```") == 2


def test_markdown_says_what_an_answer_lacks():
    conversation = Conversation(id=1, title="Two\nlines", provider="acme", model="m", created_at=AT, updated_at=AT)

    def said(role: Role, text: str, **more: object) -> SavedMessage:
        base = {"id": 1, "conversation_id": 1, "parent_id": None, "role": role, "text": text, "created_at": AT}
        return SavedMessage(**(base | more))  # pyright: ignore[reportArgumentType]

    failure = Failure(code="overloaded", message="Acme is overloaded right now.")
    text = markdown(
        conversation,
        [
            said(Role.USER, "  Hi\n"),
            said(Role.ASSISTANT, "Half", model="m", status=MessageStatus.CANCELLED),
            said(Role.ASSISTANT, "", status=MessageStatus.ERROR, failure=failure),
        ],
    )
    notes = ["*This response was stopped.*", "*Acme is overloaded right now.*"]
    assert text == f"# Two lines\n\n## You\n\nHi\n\n## m\n\nHalf\n\n{notes[0]}\n\n## Assistant\n\n{notes[1]}\n"
