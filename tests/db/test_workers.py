"""The processes that serve one database. On both databases, as the statements are the same."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.workers import LEASE_SECONDS, WorkerRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.turns import NewTurn
from rxchat.domain.workers import Beat, Worker

pytestmark = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)

EARLIER = "1999-01-01 00:00:00"


@pytest.fixture
async def workers(database: Database) -> WorkerRepository:
    made = WorkerRepository(database)
    await made.join(Worker(id="me", machine="here", pid=7, version="1", page_digest="p", setup_digest="s"))
    return made


@pytest.fixture
def run(path: Path) -> Callable[[str], object]:
    def run(statement: str) -> object:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement).fetchall()

    return run


@pytest.fixture
def other(run: Callable[[str], object]) -> str:
    """Another worker, that wasn't seen for long."""
    values = f"('other', 'there', 8, '1', 'p', 's', '{EARLIER}', '{EARLIER}')"
    run(f"INSERT INTO workers (id, machine, pid, version, page_digest, setup_digest, started_at, seen_at) VALUES {values}")
    return "other"


async def test_a_worker_is_listed_from_its_start_to_its_end(workers: WorkerRepository):
    (me,) = await workers.living()
    assert (me.id, me.machine, me.pid, me.page_digest, me.setup_digest, me.answers) == ("me", "here", 7, "p", "s", 0)
    assert (me.is_draining, me.is_late, me.is_gone) == (False, False, False)
    assert me.started_at is not None
    assert me.seen_at == me.started_at
    await workers.drain()
    assert [worker.is_draining for worker in await workers.living()] == [True]
    await workers.leave()
    assert await workers.all() == []


async def test_a_heartbeat_says_that_it_lives_and_hears_what_to_stop(
    workers: WorkerRepository, messages: MessageRepository, ask: Callable[..., NewTurn], run: Callable[[str], object]
):
    assert await workers.beat() == Beat(is_alive=True)
    turn = await messages.begin_turn(ask())
    run(f"UPDATE workers SET seen_at = '{EARLIER}'")
    assert [(worker.answers, worker.is_late) for worker in await workers.living()] == [(1, True)]
    run(f"UPDATE messages SET stop_requested_at = '{EARLIER}' WHERE id = {turn.reply_id}")
    assert await workers.beat() == Beat(is_alive=True, to_stop=(turn.reply_id,))
    assert [worker.is_late for worker in await workers.living()] == [False]


async def test_one_that_was_taken_for_gone_hears_so(workers: WorkerRepository):
    await workers.end(["me"])
    assert not workers.is_lost.is_set()
    assert (await workers.beat()).is_alive is False
    assert workers.is_lost.is_set()


async def test_only_late_ones_are_taken_for_gone(workers: WorkerRepository, other: str):
    assert LEASE_SECONDS < 3600
    await workers.end_late([other, "me"])
    assert [worker.id for worker in await workers.living()] == ["me"]
    assert [(worker.id, worker.is_gone) for worker in await workers.all()] == [("other", True), ("me", False)]


async def test_the_only_one_that_serves_takes_all_others_for_gone(workers: WorkerRepository, other: str):
    await workers.end_others()
    assert [worker.id for worker in await workers.living()] == ["me"]


async def test_those_long_gone_are_forgotten(workers: WorkerRepository, other: str):
    await workers.end([other])
    await workers.join(Worker(id="new", machine="here", pid=9, version="1"))
    assert sorted(worker.id for worker in await workers.all()) == ["me", "new"]


async def test_answers_of_those_that_are_gone_end_and_no_others(
    workers: WorkerRepository,
    other: str,
    messages: MessageRepository,
    ask: Callable[..., NewTurn],
    run: Callable[[str], object],
    database: Database,
    user_id: int,
):
    answers = GrowingAnswerRepository(database)
    turns = [await messages.begin_turn(ask(text)) for text in ("mine", "theirs", "stopped", "nobody's")]
    mine, theirs, stopped, lost = (turn.reply_id for turn in turns)
    run(f"UPDATE messages SET worker_id = 'other' WHERE id IN ({theirs}, {stopped})")
    run(f"UPDATE messages SET stop_requested_at = '{EARLIER}' WHERE id = {stopped}")
    run(f"UPDATE messages SET worker_id = NULL WHERE id = {lost}")

    async def statuses() -> list[MessageStatus]:
        return [(await messages.get(user_id, turn.reply_id)).status for turn in turns]

    assert len(await answers.end_orphans()) == 1
    growing = MessageStatus.STREAMING
    assert await statuses() == [growing, growing, growing, MessageStatus.INTERRUPTED]
    await workers.end_late([other])
    assert len(await answers.end_orphans()) == 2
    assert await answers.end_orphans() == []
    assert await statuses() == [growing, MessageStatus.INTERRUPTED, MessageStatus.CANCELLED, MessageStatus.INTERRUPTED]
    await messages.append(mine, text="goes on")
