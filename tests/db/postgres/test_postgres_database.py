import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from postgres_server import clear
from sqlalchemy import URL, Connection, text

from rxchat.db.postgres.postgres_database import PostgresDatabase
from rxchat.domain.errors import NotRead, NotSaved

FORGOTTEN = r"heard nothing from rxchat|doesn't answer"


@pytest.fixture
async def database(postgres_url: URL) -> AsyncIterator[PostgresDatabase]:
    clear(postgres_url)
    opened = PostgresDatabase(postgres_url)
    yield opened
    await opened.aclose()


async def test_a_session_only_reads_and_sees_one_state(database: PostgresDatabase):
    count = text("SELECT count(*) FROM users")
    async with database.session() as session:
        before = await session.scalar(count)
        async with database.transaction() as writing:
            await writing.execute(text("INSERT INTO users (email) VALUES ('ada@example.org')"))
        assert await session.scalar(count) == before == 0
        with pytest.raises(NotRead, match="only takes reads"):
            async with database.session() as other:
                await other.execute(text("DELETE FROM users"))
    async with database.session() as session:
        assert await session.scalar(count) == 1


async def test_what_two_have_looked_at_is_still_so_when_they_write(postgres_url: URL, database: PostgresDatabase):
    """As two processes: each adds one to what it has read."""
    other = PostgresDatabase(postgres_url)

    async def add(one: PostgresDatabase) -> None:
        async with one.transaction() as session:
            found = await session.scalar(text("SELECT count(*) FROM users"))
            await session.execute(text("INSERT INTO users (email) VALUES (:email)"), {"email": f"{found}@example.org"})

    await asyncio.gather(*(add(one) for one in (database, other) for _ in range(5)))
    async with database.session() as session:
        emails = (await session.scalars(text("SELECT email FROM users ORDER BY email"))).all()
    assert emails == [f"{number}@example.org" for number in range(10)]
    await other.aclose()


async def test_what_is_written_aside_waits_for_no_other_writer(database: PostgresDatabase):
    def add(connection: Connection) -> int:
        return connection.execute(text("INSERT INTO users (email) VALUES ('aside@example.org')")).rowcount

    async with database.transaction() as session:
        await session.execute(text("INSERT INTO users (email) VALUES ('ada@example.org')"))
        async with asyncio.timeout(5):
            assert await database.transact_aside(add) == 1
            await asyncio.gather(*(database.ping() for _ in range(3)))
    async with database.session() as session:
        assert await session.scalar(text("SELECT count(*) FROM users")) == 2


async def test_nobody_waits_for_a_process_that_is_frozen_in_a_transaction(postgres_url: URL, database: PostgresDatabase):
    """Its row and the lock of writers are free again; what it wrote is not there, and it says so once it goes on."""
    frozen, add = PostgresDatabase(postgres_url, idle_seconds=0.2), text("INSERT INTO users (email) VALUES (:email)")

    async def freeze() -> None:
        async with frozen.transaction() as session:
            await session.execute(add, {"email": "frozen@example.org"})
            async with asyncio.timeout(5), database.transaction() as other:
                await other.execute(add, {"email": "ada@example.org"})
            await session.execute(text("SELECT 1"))

    with pytest.raises(NotSaved, match=FORGOTTEN):
        await freeze()
    assert await frozen.transact_aside(lambda connection: connection.scalar(text("SELECT email FROM users"))) == "ada@example.org"
    await frozen.aclose()


@pytest.mark.parametrize("way", ["transact", "transact_aside"])
async def test_nor_for_one_that_is_frozen_beside_them(postgres_url: URL, database: PostgresDatabase, way: str):
    frozen, has_locked, may_go_on = PostgresDatabase(postgres_url, idle_seconds=0.2), threading.Event(), threading.Event()
    change = text("UPDATE users SET email = 'bo@example.org'")
    async with database.transaction() as session:
        await session.execute(text("INSERT INTO users (email) VALUES ('ada@example.org')"))

    def freeze(connection: Connection) -> None:
        connection.execute(change)
        has_locked.set()
        may_go_on.wait(30)
        connection.execute(text("SELECT 1"))

    frozen_change = asyncio.create_task(getattr(frozen, way)(freeze))
    assert await asyncio.to_thread(has_locked.wait, 30)
    async with asyncio.timeout(5), database.transaction() as session:
        await session.execute(change)
    may_go_on.set()
    with pytest.raises(NotSaved, match=FORGOTTEN):
        await frozen_change
    await frozen.aclose()


async def test_the_server_looks_whether_this_computer_is_still_there(database: PostgresDatabase):
    """The socket of the tests has no such times: the server says only that they were set."""
    query = text("SELECT source FROM pg_settings WHERE name LIKE 'tcp_keepalives_%'")
    set_by_us = ["session"] * 3
    async with database.session() as session:
        assert (await session.scalars(query)).all() == set_by_us
    for transact in (database.transact, database.transact_aside):
        assert await transact(lambda connection: connection.scalars(query).all()) == set_by_us


async def test_texts_and_numbers_are_those_of_sqlite(database: PostgresDatabase):
    async with database.session() as session:
        assert await session.scalar(text("SELECT CAST(:given AS text)"), {"given": "a\0b"}) == "a\ufffdb"
        total = await session.scalar(text("SELECT sum(n) FROM (VALUES (1::bigint), (2)) AS rows (n)"))
        assert (total, type(total)) == (3, int)


async def test_a_database_is_told_apart_from_its_neighbours(postgres_url: URL, database: PostgresDatabase):
    again, other = PostgresDatabase(postgres_url), PostgresDatabase(postgres_url.set(database="postgres"))
    found = [await each.identity() for each in (database, again, other)]
    assert found[0] == found[1]
    assert found[1] != found[2]
    async with database.session() as session:  # this isn't for superusers only
        assert await session.scalar(text("SELECT has_function_privilege('public', 'pg_control_system()', 'EXECUTE')"))
    for each in (again, other):
        await each.aclose()


async def test_a_server_that_is_gone_is_said_in_words():
    nowhere = PostgresDatabase(URL.create("postgresql", username="ada", host="127.0.0.1", port=1, database="chat"))
    with pytest.raises(NotRead, match="doesn't answer"):
        async with nowhere.session() as session:
            await session.execute(text("SELECT 1"))
    with pytest.raises(NotSaved, match="doesn't answer"):
        await nowhere.transact(lambda connection: connection.execute(text("SELECT 1")))
    await nowhere.aclose()
