import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from bus_workers import SECRET, Worker, until
from redis_server import RedisServer
from relay import Relay

from rxchat.cluster import redis_bus
from rxchat.cluster.bus import BusState
from rxchat.cluster.messages import Frames, Message, ReplyFrame, Stop
from rxchat.cluster.redis_bus import RedisBus
from rxchat.cluster.sealed import Seal

Workers = Callable[[str], AbstractAsyncContextManager[Worker]]
WORDS = Frames((ReplyFrame(1, 0, "a word of a conversation", 0, ""),))


async def test_one_worker_or_all_others_hear_it(worker: Workers):
    async with worker("a") as a, worker("b") as b, worker("c") as c:
        assert await a.bus.send("b", Stop(1))
        assert await a.bus.broadcast(Stop(2))
        await until(lambda: len(b.heard) == 2 and len(c.heard) == 1)
        assert b.heard == [("a", Stop(1)), ("a", Stop(2))]
        assert c.heard == [("a", Stop(2))]
        assert a.heard == []
        assert not await a.bus.send("nobody", Stop(3))


async def test_messages_come_in_the_order_they_were_sent_in(worker: Workers):
    async with worker("a") as a, worker("b") as b:
        assert all(await asyncio.gather(*(a.bus.send("b", Stop(number)) for number in range(1000))))
        await until(lambda: len(b.heard) == 1000)
        assert [message for _, message in b.heard] == [Stop(number) for number in range(1000)]


async def test_redis_gets_no_word_of_it_and_keeps_nothing(redis: RedisServer, worker: Workers):
    with redis.monitored() as commands:
        async with worker("a") as a, worker("b") as b:
            await a.bus.send("b", WORDS)
            await until(lambda: b.heard == [("a", WORDS)])
    used = {command.split()[0].upper() for command in commands}
    assert used <= {"SUBSCRIBE", "PUBLISH", "ECHO"}
    assert "word" not in "".join(commands)
    assert redis.ask("DBSIZE") == 0


async def test_what_strangers_send_is_ignored(redis: RedisServer, worker: Workers):
    async with worker("a") as a, Worker("b", redis.url, secret=bytes(32)).running() as stranger:
        mailbox = f"rxchat:{Seal(SECRET, cluster='1/2').name}:w:a"
        assert redis.ask("PUBLISH", mailbox, "nonsense") == 1
        assert redis.ask("PUBLISH", mailbox, Seal(bytes(32), cluster="1/2").seal(b"[]", mailbox).decode("latin-1")) == 1
        assert redis.ask("PUBLISH", mailbox, "") == 1
        assert not await stranger.bus.send("a", Stop(1))
        async with worker("c") as c:
            await c.bus.send("a", Stop(2))
            await until(lambda: a.heard == [("c", Stop(2))])


async def test_who_fails_to_take_a_message_keeps_it_from_nobody(worker: Workers, caplog: pytest.LogCaptureFixture):
    def fail(_sender: str, _message: Message) -> None:
        raise ValueError("on purpose")

    async with worker("a") as a, worker("b") as b:
        b.bus.hear(fail)
        later: list[Any] = []
        b.bus.hear(lambda _sender, message: later.append(message))
        for number in range(2):
            await a.bus.send("b", Stop(number))
        await until(lambda: later == [Stop(0), Stop(1)])
    assert "couldn't be taken" in caplog.text


async def test_a_sender_that_is_cancelled_disturbs_nobody(worker: Workers):
    async with worker("a") as a, worker("b") as b:
        tasks = [asyncio.create_task(a.bus.send("b", Stop(number))) for number in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(done[1::2])
        await until(lambda: len(b.heard) == 20)
        assert a.bus.state is BusState.OK


async def test_a_killed_redis_is_survived_every_time(redis: RedisServer, worker: Workers, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    async with worker("a") as a, worker("b") as b:
        for number in range(3):
            redis.kill()
            await asyncio.gather(a.is_deaf(), b.is_deaf())
            assert not await a.bus.send("b", Stop(0))
            assert not await a.bus.broadcast(Stop(0))
            redis.start()
            await asyncio.gather(a.is_well(), b.is_well())
            assert await a.bus.send("b", Stop(number))
            await until(lambda number=number: b.heard == [("a", Stop(each)) for each in range(number + 1)])
    assert caplog.text.count("don't get through") == caplog.text.count("again") == 6
    assert str(redis.port) in caplog.text


async def test_a_redis_that_stands_still_holds_up_nobody(redis: RedisServer, worker: Workers):
    async with worker("a") as a, worker("b") as b:
        redis.freeze()
        async with asyncio.timeout(5):
            assert not await a.bus.send("b", Stop(1))
        await a.is_deaf()
        assert not await a.bus.send("b", Stop(2))
        redis.wake()
        await a.is_well()
        assert await a.bus.send("b", Stop(3))
        await until(lambda: ("a", Stop(3)) in b.heard)


async def test_a_process_that_stands_still_itself_loses_nothing(redis: RedisServer, worker: Workers):
    """What comes from Redis while nothing runs here is read before it's found to be late."""
    async with worker("a") as a, worker("b") as b:
        redis.freeze()
        sending = asyncio.create_task(a.bus.send("b", Stop(1)))
        await asyncio.sleep(0.01)
        redis.wake()
        time.sleep(2 * redis_bus.SEND_SECONDS)  # noqa: ASYNC251 - on purpose
        assert await sending
        assert (a.bus.state, b.bus.state) == (BusState.OK, BusState.OK)


async def test_a_full_redis_passes_messages_on(redis: RedisServer, worker: Workers):
    async with worker("a") as a, worker("b") as b:
        redis.ask("CONFIG", "SET", "maxmemory", "1")
        await a.bus.send("b", WORDS)
        await until(lambda: b.heard == [("a", WORDS)])


async def test_a_subscription_that_redis_ends_is_made_again(redis: RedisServer, worker: Workers):
    async with worker("a") as a, worker("b") as b:
        redis.ask("CLIENT", "KILL", "TYPE", "pubsub")
        await b.is_deaf()
        await asyncio.gather(a.is_well(), b.is_well())
        await a.bus.send("b", Stop(1))
        await until(lambda: b.heard == [("a", Stop(1))])


async def test_a_cut_line_is_made_again(redis: RedisServer):
    async with Relay(redis.url) as relay, Worker("a", relay.url).running() as a, Worker("b", redis.url).running() as b:
        relay.cut()
        await a.is_deaf()
        await a.is_well()
        await b.bus.send("a", Stop(1))
        await until(lambda: a.heard == [("b", Stop(1))])


async def test_who_does_not_hear_himself_listens_again(redis: RedisServer, monkeypatch: pytest.MonkeyPatch):
    """Nothing fails: sending works, and what should be heard is swallowed on its way."""
    monkeypatch.setattr(redis_bus, "HELLO_SECONDS", 0.05)
    monkeypatch.setattr(redis_bus, "DEAF_SECONDS", 0.3)
    async with Relay(redis.url) as relay, Worker("a", relay.url).running() as a:
        relay.swallow(0)
        await a.is_deaf()
        await a.is_well()


async def test_before_it_runs_it_is_deaf_and_sends_nothing():
    bus = RedisBus("redis://127.0.0.1:1", worker="a", seal=Seal(SECRET, cluster="1/2"))
    assert bus.state is BusState.DEAF
    assert not await bus.send("b", Stop(1))
