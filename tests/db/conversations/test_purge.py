"""Deleted for good: looked for in the files themselves."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.conversations import purge
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.unfinished import UnfinishedRepository
from rxchat.db.sqlite import WRITING_PRAGMAS
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound, NotSaved
from rxchat.domain.messages import ImagePart
from rxchat.domain.turns import NewTurn

DONE = Outcome(status=MessageStatus.COMPLETE)
Sql = Callable[..., list[tuple[object, ...]]]


def found(path: Path, word: str) -> list[str]:
    """Which files of the database hold a word, in whatever case."""
    files = [path, *path.parent.glob("rxchat.db-*")]
    return [file.name for file in files if word.encode() in file.read_bytes().lower()]


async def a_secret_conversation(messages: MessageRepository, user_id: int, *, turns: int = 30) -> int:
    """Marked words everywhere: in questions and answers that grew, reasoning, title, and an image."""
    conversation_id = None
    for number in range(turns):
        turn = await messages.begin_turn(
            NewTurn(
                user_id=user_id,
                conversation_id=conversation_id,
                text=f"zqask{number:04d} {'lorem ' * number * 20}",
                title="Zqtitle",
                provider="acme",
                model="m",
                images=(ImagePart(media_type="image/png", data=b"zqimagezqimage" * 300),) if number == 3 else (),
            )
        )
        conversation_id = turn.conversation_id
        for piece in range(4):
            await messages.append(turn.reply_id, text=f" zqsaid{number:04d}x{piece} {'ipsum ' * 300}", thinking="zqthought ")
        await messages.finish(turn.reply_id, DONE)
    assert conversation_id is not None
    return conversation_id


@pytest.mark.sqlite
async def test_no_word_of_it_is_left_in_any_file(
    messages: MessageRepository, database: Database, user_id: int, path: Path, ask: Callable[..., NewTurn], sql: Sql
):
    kept = await messages.begin_turn(ask("zqkept between"))
    secret = await a_secret_conversation(messages, user_id)
    await messages.finish(kept.reply_id, DONE, text="zqkept answer")
    conversations = ConversationRepository(database)
    await conversations.rename(user_id, secret, "Zqrenamed")
    attachments = AttachmentRepository(database)
    unsent = await attachments.add(user_id, ImagePart(media_type="image/png", data=b"zqunsent" * 5_000))
    await attachments.remove(user_id, unsent.id)
    drawn = "INSERT INTO artifacts (message_id, conversation_id, type, title, content) SELECT id, conversation_id, 'svg', ?, ?"
    sql(path, f"{drawn} FROM messages WHERE conversation_id = ? LIMIT 1", "zqdrawn", "zqdrawing", secret)
    words = (
        "zqdrawn",
        "zqdrawing",
        "zqunsent",
        "zqask",
        "zqsaid",
        "zqthought",
        "zqtitle",
        "zqrenamed",
        "enFpbWFnZXpxaW1hZ2".lower(),
    )
    assert all(found(path, word) for word in words)
    await conversations.delete(user_id, secret)
    await conversations.erase(user_id, secret)
    assert {word: found(path, word) for word in words} == {word: [] for word in words}
    assert found(path, "zqkept")
    assert [hit.conversation_id for hit in await conversations.search(user_id, "zqkept")] == [kept.conversation_id] * 2
    assert await conversations.search(user_id, "zqsaid0001x1") == []
    assert sql(path, "SELECT count(*), count(message_id), count(conversation_id) FROM usage_tracking") == [(31, 1, 1)]
    assert sql(path, "PRAGMA foreign_key_check") == []
    assert await database.check() == []
    with pytest.raises(NotFound):
        await conversations.erase(user_id, secret)


async def test_nobody_erases_what_is_anothers(
    messages: MessageRepository, database: Database, user_id: int, stranger_id: int, path: Path
):
    secret = await a_secret_conversation(messages, user_id, turns=1)
    with pytest.raises(NotFound):
        await ConversationRepository(database).erase(stranger_id, secret)
    assert len(await messages.list_visible(user_id, secret)) == 2


@pytest.mark.sqlite
async def test_a_huge_one_lets_other_messages_through(
    messages: MessageRepository, database: Database, user_id: int, path: Path, ask: Callable[..., NewTurn], sql: Sql
):
    secret = await a_secret_conversation(messages, user_id, turns=1)
    copies = "INSERT INTO messages (conversation_id, role, content, status) SELECT ?, 'user', ? || value, 'complete' FROM "
    numbers = "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 8000) SELECT value FROM n)"
    sql(path, copies + numbers, secret, "zqmany words of some length " * 20)
    erasing_it = asyncio.create_task(ConversationRepository(database).erase(user_id, secret))
    waits = list[float]()
    began = time.monotonic()
    while not erasing_it.done():
        started = time.monotonic()
        await messages.begin_turn(ask())
        waits.append(time.monotonic() - started)
    await erasing_it
    assert len(waits) > 3
    assert sorted(waits)[len(waits) * 9 // 10] < max(0.5, (time.monotonic() - began) / 4)
    assert found(path, "zqmany") == []


@pytest.mark.sqlite
async def test_a_log_that_another_program_reads_is_told(
    messages: MessageRepository, database: Database, user_id: int, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(purge, "TRIES", 1)
    secret = await a_secret_conversation(messages, user_id, turns=1)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM messages").fetchone()
        with pytest.raises(NotSaved, match="write-ahead log"):
            await ConversationRepository(database).erase(user_id, secret)


@pytest.mark.sqlite
async def test_what_is_deleted_is_overwritten_on_every_build_of_sqlite(database: Database):
    """Debian's overwrites by default, others do not."""
    async with database.transaction() as session:
        connection = await session.connection()
        assert (await connection.exec_driver_sql("PRAGMA secure_delete")).scalar_one() == 1
    assert "secure_delete=ON" in WRITING_PRAGMAS


@pytest.mark.sqlite
@pytest.mark.parametrize("step", ["detach", "_delete_some"])
async def test_what_a_program_that_died_left_of_it_is_taken_away_at_the_next_start(
    messages: MessageRepository,
    database: Database,
    user_id: int,
    sql: Sql,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
):
    def die(*_: object) -> int:
        raise RuntimeError("killed")

    secret = await a_secret_conversation(messages, user_id, turns=2)
    sql(path, "CREATE TABLE attachments (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES messages(id), words TEXT)")
    sql(path, "INSERT INTO attachments (message_id, words) SELECT id, 'zqattached' FROM messages")
    monkeypatch.setattr(purge, step, die)
    with pytest.raises(RuntimeError):
        await ConversationRepository(database).erase(user_id, secret)
    with pytest.raises(NotFound):
        await messages.list_visible(user_id, secret)
    assert await UnfinishedRepository(database).clear() == 1
    assert sql(path, "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM attachments)") == [(0, 0)]
