"""What a worker may write of answers once the others take it for gone. On both databases, as the statements are the same."""

from collections.abc import Callable

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.fence import require_living
from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import WorkerLost
from rxchat.domain.turns import NewTurn
from rxchat.domain.workers import Worker


@pytest.fixture
async def workers(database: Database) -> WorkerRepository:
    made = WorkerRepository(database)
    await made.join(Worker(id="one", machine="here", pid=1, version="1"))
    return made


async def test_nothing_is_asked_where_one_process_writes(database: Database):
    with database.recorded() as statements:
        async with database.transaction() as session:
            await require_living(session, database.open_answers)
    assert statements == []


async def test_a_worker_that_was_taken_for_gone_writes_nothing_more(
    workers: WorkerRepository, messages: MessageRepository, database: Database, ask: Callable[..., NewTurn], user_id: int
):
    turn = await messages.begin_turn(ask())
    await messages.append(turn.reply_id, text="kept")
    await workers.end(["one"])
    assert not workers.is_lost.is_set()
    with pytest.raises(WorkerLost):
        await messages.append(turn.reply_id, text="late")
    assert workers.is_lost.is_set()
    with pytest.raises(WorkerLost):
        await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="late")
    with pytest.raises(WorkerLost):
        await messages.begin_turn(ask("More"))
    with pytest.raises(WorkerLost):
        await GrowingAnswerRepository(database).end_orphans()
    assert (await messages.get(user_id, turn.reply_id)).text == "kept"


async def test_what_is_saved_of_an_answer_is_a_heartbeat(
    workers: WorkerRepository, messages: MessageRepository, database: Database, ask: Callable[..., NewTurn]
):
    turn = await messages.begin_turn(ask())
    with database.recorded() as statements:
        await messages.append(turn.reply_id, text="more")
    assert [statement.split()[1] for statement in statements] == ["workers", "messages"]
