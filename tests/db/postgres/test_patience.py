"""What a server doesn't answer in time, here because it sleeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from postgres_server import clear
from sqlalchemy import URL, text

from rxchat.db.postgres import postgres_database
from rxchat.db.postgres.patience import PatientConnection, PatientQueue, ServerSilent
from rxchat.db.postgres.postgres_database import PostgresDatabase
from rxchat.domain.errors import NotRead, NotSaved

PATIENCE = 0.2
SECONDS = 30
ADD = text("INSERT INTO users (email) VALUES ('ada@example.org')")
COUNT = text("SELECT count(*) FROM users")
SLEEP = text("SELECT pg_sleep(600)")
WAKE = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'")
SLOW_COMMIT = (
    "CREATE TEMP TABLE slow (n int) ON COMMIT DROP",
    "CREATE FUNCTION pg_temp.nap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END'",
    "CREATE CONSTRAINT TRIGGER nap AFTER INSERT ON slow INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.nap()",
    "INSERT INTO slow VALUES (1)",
)


@pytest.fixture
async def database(postgres_url: URL, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostgresDatabase]:
    clear(postgres_url)
    monkeypatch.setattr(PatientConnection, "patience", PATIENCE)
    monkeypatch.setattr(postgres_database, "PATIENCE", PATIENCE)
    opened = PostgresDatabase(postgres_url)
    yield opened
    async with opened.session() as session:
        await session.execute(WAKE)
    await opened.aclose()


async def test_a_statement_without_an_answer_ends_in_words_and_leaves_nothing(database: PostgresDatabase):
    async def read() -> None:
        async with database.session() as session:
            await session.execute(SLEEP)

    async def write() -> None:
        async with database.transaction() as session:
            await session.execute(ADD)
            await session.execute(SLEEP)

    async with asyncio.timeout(SECONDS):
        with pytest.raises(NotRead, match="server doesn't answer"):
            await read()
        with pytest.raises(NotSaved, match="server doesn't answer"):
            await write()
    async with database.session() as session:
        assert await session.scalar(COUNT) == 0


async def test_a_commit_is_waited_for(database: PostgresDatabase):
    async with database.transaction() as session:
        for statement in SLOW_COMMIT:
            await session.execute(text(statement))
        await session.execute(ADD)
    async with database.session() as session:
        assert await session.scalar(COUNT) == 1


async def test_without_a_connection_left_it_ends_in_words(database: PostgresDatabase):
    async def read() -> None:
        async with database.session() as session:
            await session.execute(COUNT)

    async with AsyncExitStack() as stack:
        for _ in range(15):
            session = await stack.enter_async_context(database.session())
            await session.execute(COUNT)
        with pytest.raises(NotRead, match="server doesn't answer"):
            await read()
    await read()


async def test_nobody_waits_behind_a_write_without_an_answer():
    queue = PatientQueue(PATIENCE)
    async with asyncio.timeout(SECONDS):
        async with queue:
            waiting = [asyncio.create_task(queue.acquire()) for _ in range(3)]
            assert {type(each) for each in await asyncio.gather(*waiting, return_exceptions=True)} == {ServerSilent}
            assert queue.waiting == 0
        async with queue:
            assert queue.locked()


async def test_those_who_wait_behind_writes_with_an_answer_have_their_turn():
    queue, order = PatientQueue(PATIENCE), list[int]()

    async def write(number: int) -> None:
        async with queue:
            await asyncio.sleep(PATIENCE / 4)
            order.append(number)

    await asyncio.gather(*map(write, range(8)))
    assert order == list(range(8))
    waiting = asyncio.create_task(queue.acquire())
    async with queue:
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert (queue.locked(), queue.waiting) == (False, 0)
