"""Where the server is lost in the middle of a COMMIT, what is saved again is there once. On both databases."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotSaved
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Usage
from rxchat.domain.workers import Worker

Sql = Callable[..., list[tuple[object, ...]]]
LOST = NotSaved("The database server doesn't answer.")
COMPLETE = Outcome(status=MessageStatus.COMPLETE, usage=Usage(input_tokens=1, output_tokens=2))


@pytest.fixture
async def reply(database: Database, messages: MessageRepository, ask: Callable[..., NewTurn]) -> int:
    """What this worker writes."""
    await WorkerRepository(database).join(Worker(id="one", machine="here", pid=1, version="1"))
    return (await messages.begin_turn(ask())).reply_id


@pytest.mark.parametrize("is_committed", [True, False])
async def test_text_that_may_have_been_saved_is_there_once(
    messages: MessageRepository,
    database: Database,
    reply: int,
    user_id: int,
    is_committed: bool,
    monkeypatch: pytest.MonkeyPatch,
):
    transact = database.transact_aside

    async def lost(work: Callable[[Any], Any]) -> Any:
        if is_committed:
            await transact(work)
        raise LOST

    await messages.append(reply, text="né, ", thinking="Hm")
    for saved_again in (messages.append, lambda id_, **more: messages.finish(id_, COMPLETE, **more)):
        with monkeypatch.context() as patch:
            patch.setattr(database, "transact_aside", lost)
            with pytest.raises(NotSaved):
                await messages.append(reply, text="né")
        await saved_again(reply, text="né, ", thinking=" so")
    message = await messages.get(user_id, reply)
    assert (message.text, message.thinking) == ("né, né, né, ", "Hm so so")


@pytest.mark.parametrize("is_committed", [True, False])
async def test_an_end_that_may_have_been_saved_is_saved_once(
    messages: MessageRepository,
    database: Database,
    reply: int,
    path: Path,
    sql: Sql,
    is_committed: bool,
    monkeypatch: pytest.MonkeyPatch,
):
    transaction = database.transaction

    @asynccontextmanager
    async def lost() -> AsyncGenerator[AsyncSession]:
        async with transaction() as session:
            yield session
            if not is_committed:
                raise LOST
        raise LOST

    with monkeypatch.context() as patch:
        patch.setattr(database, "transaction", lost)
        with pytest.raises(NotSaved):
            await messages.finish(reply, COMPLETE, text="All of it.")
    await messages.finish(reply, COMPLETE, text="All of it.")
    assert sql(path, "SELECT content, status FROM messages WHERE role = 'assistant'") == [("All of it.", "complete")]
    assert sql(path, "SELECT count(*) FROM usage_tracking WHERE output_tokens = 2") == [(1,)]
    with pytest.raises(InvalidRequest, match="is finished"):
        await messages.finish(reply, COMPLETE, text="More.")
