"""Two workers with one PostgreSQL and one Redis: what is written on one is read and stopped on the other at once.

Nothing looks into the database from time to time: what arrives has come through Redis, or was announced through it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from importlib import import_module
from pathlib import Path

import pytest
from bus_workers import until
from fakes.acme import DONE
from one_worker import OneWorker
from redis_server import RedisServer
from sqlalchemy import URL

from rxchat.cluster.bus import Bus
from rxchat.config import Settings
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.security.master_key import MasterKey
from rxchat.services.chat.generation import Generation
from rxchat.services.workers import answers_elsewhere, event_relay
from rxchat.wiring.bus import open_bus, pass_on
from rxchat.wiring.workers import listen_to_others

Pair = tuple[OneWorker, OneWorker]


@pytest.fixture
async def pair(redis: RedisServer, postgres_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Pair]:
    for module in (answers_elsewhere, event_relay):
        monkeypatch.setattr(module, "LOOK_SECONDS", 1000.0)
    opened = import_module("postgres_server").opened
    one, two = [OneWorker(name, opened(postgres_url, tmp_path / "none", monkeypatch)) for name in ("one", "two")]
    settings = Settings(data_dir=tmp_path, database_url="postgresql://db/chat", redis_url=redis.url)
    buses: list[Bus] = []
    async with AsyncExitStack() as stack:
        for worker in (one, two):
            stack.push_async_callback(worker.aclose)
            await worker.roll.join(is_alone=False)
        for worker in (one, two):
            await worker.roll.look()
            bus = await open_bus(stack, settings, worker.database, MasterKey(bytes(32)))
            assert bus is not None
            buses.append(bus)
            relay = await listen_to_others(stack, worker.database, worker.elsewhere, worker.events, worker.roll)
            pass_on(stack, bus, worker.generations, worker.elsewhere, relay, worker.events, lambda: None)
        await until(lambda: all(bus.state == "ok" for bus in buses))
        yield one, two


@pytest.fixture
async def user(pair: Pair) -> int:
    return await UserRepository(pair[0].database).local_user()


async def read(generation: Generation) -> str:
    async with aclosing(generation.frames()) as frames:
        return "".join([frame.text async for frame in frames])


async def test_an_answer_is_read_elsewhere_without_asking_the_database(pair: Pair, user: int):
    one, two = pair
    generation = await one.ask(user, "Hi")
    await until(lambda: two.generations.is_running(user, generation.conversation_id))
    with two.generations.subscribe(user, generation.conversation_id) as answers:
        there = await anext(answers)
        reading = asyncio.create_task(read(there))
        one.acme.say("Hel")
        await until(lambda: there.text == "Hel")
        with two.database.recorded() as statements:
            one.acme.say("lo", ".")
            await until(lambda: there.text == "Hello.")
            assert [statement for statement in statements if "content" in statement] == []
        one.acme.say(DONE)
        assert await reading == "Hello."
        assert (await there.ended()).status is MessageStatus.COMPLETE
    await until(lambda: not two.generations.is_running(user, generation.conversation_id))


async def test_an_answer_that_nobody_reads_any_more_is_neither_sent_nor_kept(pair: Pair, user: int):
    one, two = pair
    generation = await one.ask(user, "Hi")
    one.acme.say("Hel")
    await until(lambda: two.generations.is_running(user, generation.conversation_id))
    await read_a_word(two, user, generation.conversation_id)
    await until(lambda: two.elsewhere.followed == {} and not is_followed(generation))
    one.acme.say("lo", DONE)
    assert (await generation.ended()).status is MessageStatus.COMPLETE


async def read_a_word(worker: OneWorker, user: int, conversation_id: int) -> None:
    with worker.generations.subscribe(user, conversation_id) as answers:
        there = await anext(answers)
        await until(lambda: there.text == "Hel")


def is_followed(generation: Generation) -> bool:
    return bool(generation._watchers)  # pyright: ignore[reportPrivateUsage] - nothing else needs to know


async def test_an_answer_is_stopped_from_elsewhere_before_its_first_word(pair: Pair, user: int):
    one, two = pair
    generation = await one.ask(user, "Hi")
    await asyncio.wait_for(one.acme.asked.wait(), 10)
    stopping = asyncio.create_task(two.generations.stop(user, generation.conversation_id))
    assert (await generation.ended()).status is MessageStatus.CANCELLED
    stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)


async def test_a_killed_redis_leaves_it_to_the_database(pair: Pair, user: int, redis: RedisServer):
    one, two = pair
    generation = await one.ask(user, "Hi")
    await until(lambda: two.generations.is_running(user, generation.conversation_id))
    with two.generations.subscribe(user, generation.conversation_id) as answers:
        there = await anext(answers)
        one.acme.say("One, ")
        await until(lambda: there.text == "One, ")
        redis.kill()
        await until(lambda: two.elsewhere.wire is not None and not two.elsewhere.wire.is_live(generation.reply_id))
        one.acme.say("two, ")
        async with asyncio.timeout(10):
            while there.text != "One, two, ":
                await two.elsewhere.look()
        redis.start()
        one.acme.say("three.")
        await until(lambda: there.text == "One, two, three.")
        one.acme.say(DONE)
        assert (await generation.ended()).status is MessageStatus.COMPLETE


async def test_answers_that_are_read_where_they_are_written_cost_three_messages_at_most(
    pair: Pair, user: int, redis: RedisServer
):
    one, two = pair
    before = published(redis)
    for number in range(10):
        generation = await one.ask(user, f"Question {number}")
        reading = asyncio.create_task(read(generation))
        one.acme.say(*["word "] * 100, DONE)
        assert await reading == "word " * 100
        await until(lambda generation=generation: not two.generations.is_running(user, generation.conversation_id))
    assert published(redis) - before <= 3 * 10 + 4  # and what each worker sends itself every five seconds
    assert two.elsewhere.followed == {}


def published(redis: RedisServer) -> int:
    return redis.ask("INFO", "commandstats")["cmdstat_publish"]["calls"]
