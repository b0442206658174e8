"""Answers that several workers write. On both databases, as the statements are the same."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.growing_answers import GrowingAnswer, Growth
from rxchat.domain.turns import NewTurn, Turn
from rxchat.domain.workers import Worker

Ask = Callable[..., NewTurn]


@pytest.fixture
async def turn(database: Database, messages: MessageRepository, ask: Ask, path: Path) -> Turn:
    """What the worker `other` writes; this one is `me`."""
    workers = WorkerRepository(database)
    for name in ("other", "me"):
        await workers.join(Worker(id=name, machine="here", pid=1, version="1"))
    made = await messages.begin_turn(ask())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE messages SET worker_id = 'other' WHERE worker_id IS NOT NULL")
    return made


@pytest.fixture
def growing(database: Database) -> GrowingAnswerRepository:
    return GrowingAnswerRepository(database)


def the_answer(turn: Turn, user_id: int, status: MessageStatus = MessageStatus.STREAMING) -> GrowingAnswer:
    return GrowingAnswer(
        user_id=user_id,
        conversation_id=turn.conversation_id,
        question_id=turn.user_message_id,
        reply_id=turn.reply_id,
        provider="acme",
        model="model-a",
        status=status,
    )


async def test_answers_of_other_workers_are_found_while_those_live(
    turn: Turn, growing: GrowingAnswerRepository, messages: MessageRepository, database: Database, ask: Ask, user_id: int
):
    mine = await messages.begin_turn(ask("Mine"))
    assert await growing.elsewhere() == [the_answer(turn, user_id)]
    assert await growing.is_growing(turn.reply_id)
    assert await growing.end_orphans() == []
    await WorkerRepository(database).end(["other"])
    assert await growing.elsewhere() == []
    assert await growing.end_orphans() == [the_answer(turn, user_id, status=MessageStatus.INTERRUPTED)]
    assert not await growing.is_growing(turn.reply_id)
    assert await growing.is_growing(mine.reply_id)


async def test_what_has_come_since_a_position_and_of_one_that_ended_all(
    turn: Turn, growing: GrowingAnswerRepository, messages: MessageRepository
):
    reply = turn.reply_id
    assert await growing.since({}) == []
    await messages.append(reply, text="Héllo, you", thinking="Hm")
    streaming = MessageStatus.STREAMING
    assert await growing.since({reply: (0, 0), 10**9: (0, 0)}) == [
        Growth(reply_id=reply, text="Héllo, you", thinking="Hm", status=streaming)
    ]
    assert await growing.since({reply: (7, 2)}) == [Growth(reply_id=reply, text="you", thinking="", status=streaming)]
    await messages.finish(reply, Outcome(status=MessageStatus.COMPLETE), text=".")
    ended = Growth(reply_id=reply, text="Héllo, you.", thinking="Hm", status=MessageStatus.COMPLETE)
    assert await growing.since({reply: (10, 2)}) == [ended]


async def test_only_ones_own_answer_can_be_stopped(
    turn: Turn, growing: GrowingAnswerRepository, messages: MessageRepository, database: Database, user_id: int
):
    assert await growing.request_stop(user_id + 1, turn.conversation_id) is None
    assert await growing.request_stop(user_id, turn.conversation_id) == turn.reply_id
    await WorkerRepository(database).end(["other"])
    (ended,) = await growing.end_orphans()
    assert ended.status is MessageStatus.CANCELLED
    assert await growing.request_stop(user_id, turn.conversation_id) is None
