"""A fair queue for reads that may take seconds."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db import read_queue
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.read_queue import AT_ONCE, ReadQueue
from rxchat.domain.errors import NotRead


class Reads:
    """Reads that end when they are let; `served` says whose began, in order."""

    def __init__(self) -> None:
        self.queue = ReadQueue("searches")
        self.served: list[int] = []
        self._ends: list[asyncio.Event] = []

    async def read(self, user_id: int) -> None:
        async with self.queue.slot(user_id):
            self.served.append(user_id)
            end = asyncio.Event()
            self._ends.append(end)
            await end.wait()

    async def ask(self, user_id: int) -> asyncio.Task[None]:
        task = asyncio.create_task(self.read(user_id))
        await settled()
        return task

    async def end_one(self) -> None:
        self._ends.pop(0).set()
        await settled()


async def settled() -> None:
    """Let every task go on as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_people_take_turns_however_often_one_asks():
    reads = Reads()
    tasks = [await reads.ask(1) for _ in range(50)]
    tasks += [await reads.ask(2) for _ in range(2)] + [await reads.ask(3)]
    assert reads.served == [1] * AT_ONCE
    for _ in range(5):
        await reads.end_one()
    assert reads.served[AT_ONCE:] == [1, 2, 3, 1, 2]
    while reads.served.count(1) < 50:
        await reads.end_one()
    for _ in range(AT_ONCE):
        await reads.end_one()
    await asyncio.gather(*tasks)


async def test_whoever_waits_too_long_hears_why(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read_queue, "LONGEST_WAIT", 0.01)
    reads = Reads()
    running = [await reads.ask(1) for _ in range(AT_ONCE)]
    with pytest.raises(NotRead, match="Too many searches are running") as error:
        await reads.read(2)
    assert error.value.retryable
    assert "Try again" in error.value.hint
    for _ in range(AT_ONCE):
        await reads.end_one()
    await asyncio.gather(*running)
    async with reads.queue.slot(2):
        pass


@pytest.mark.parametrize("when", ["while it waits", "as its turn comes", "while it runs"])
async def test_a_reader_that_leaves_takes_no_place_along(when: str):
    reads = Reads()
    tasks = [await reads.ask(1) for _ in range(AT_ONCE)]
    leaving = await reads.ask(2)
    tasks.append(await reads.ask(3))
    if when == "while it waits":
        leaving.cancel()
        await reads.end_one()
    elif when == "as its turn comes":
        reads.queue._leave()  # pyright: ignore[reportPrivateUsage]
        leaving.cancel()
        await settled()
    else:
        await reads.end_one()
        leaving.cancel()
        await settled()
    assert leaving.cancelled()
    assert reads.served[-1] == 3
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def counting_sessions(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], int]]:
    open_now, most, session = 0, 0, database.session

    @asynccontextmanager
    async def counted() -> AsyncIterator[AsyncSession]:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        async with session() as opened:
            yield opened
        open_now -= 1

    with monkeypatch.context() as patched:
        patched.setattr(database, "session", counted)
        yield lambda: most


async def test_many_searches_leave_connections_to_others(database: Database, user_id: int, monkeypatch: pytest.MonkeyPatch):
    conversations = ConversationRepository(database)
    await conversations.create(user_id, title="Lighthouse", provider="acme", model="m")
    async with counting_sessions(database, monkeypatch) as most:
        searches: list[Coroutine[None, None, list[object]]] = [
            conversations.search(user_id, text)  # pyright: ignore[reportAssignmentType]
            for text in ("light", "house", "lighthouse") * 10
        ]
        found = await asyncio.gather(*searches)
    assert most() == AT_ONCE
    assert [len(hits) for hits in found] == [1, 0, 1] * 10
