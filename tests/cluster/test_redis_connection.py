import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from bus_workers import until
from launch import free_port
from redis_server import RedisServer

from rxchat.cluster import redis_connection
from rxchat.cluster.redis_connection import connected, place_of, reason_of, require_redis
from rxchat.domain.errors import StartupFailed


async def test_a_server_that_passes_messages_on_is_named(redis: RedisServer):
    assert f"Redis at 127.0.0.1:{redis.port}" in await require_redis(redis.url)
    await until(lambda: redis.ask("PUBSUB", "CHANNELS") == [])


@asynccontextmanager
async def web_server() -> AsyncIterator[str]:
    open_now = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now
        open_now += 1
        await reader.readline()
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        open_now -= 1

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await until(lambda: not open_now)


async def refusal(url: str) -> StartupFailed:
    with pytest.raises(StartupFailed) as caught:
        await require_redis(url)
    assert "hidden" not in f"{caught.value} {caught.value.hint}"
    assert "RXCHAT_REDIS_URL" in caught.value.hint or "ACL" in caught.value.hint
    return caught.value


async def test_why_a_server_cannot_be_used_is_said_without_the_password(redis: RedisServer):
    nobody = await refusal(f"redis://:hidden@127.0.0.1:{free_port()}")
    assert "doesn't answer" in nobody.message
    stranger = await refusal(f"redis://ada:hidden@127.0.0.1:{redis.port}")
    assert "refused the user or password" in stranger.message
    async with web_server() as url:
        assert "Redis at 127.0.0.1" in (await refusal(url)).message
    option = await refusal(f"rediss://:hidden@127.0.0.1:{redis.port}?ssl_nonsense=1")
    assert "can't be used" in option.message


async def test_a_user_who_may_not_send_is_refused(redis: RedisServer):
    redis.ask("ACL", "SETUSER", "ada", "on", ">hidden", "&rxchat:*", "+subscribe")
    url = f"redis://ada:hidden@127.0.0.1:{redis.port}"
    assert "doesn't let its user" in (await refusal(url)).message
    redis.ask("ACL", "SETUSER", "ada", "+publish")
    await require_redis(url)


async def test_a_server_that_stands_still_is_not_waited_for(redis: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_connection, "CHECK_SECONDS", 0.2)
    redis.freeze()
    assert "it took too long" in (await refusal(redis.url)).message
    redis.wake()


async def test_a_connection_ends_with_its_block(redis: RedisServer):
    async with connected(redis.url) as connection:
        await connection.send_command("PING")
        assert await connection.read_response() == b"PONG"
    assert not connection.is_connected


@pytest.mark.parametrize(
    ("url", "place"), [("redis://:hidden@db:7000/1", "db:7000"), ("rediss://db", "db:6379"), ("redis://[::1]", "::1:6379")]
)
def test_a_server_is_named_by_where_it_is(url: str, place: str):
    assert place_of(url) == place


def test_an_error_without_words_has_a_name():
    assert [reason_of(TimeoutError()), reason_of(OSError()), reason_of(OSError("It is gone."))] == [
        "it took too long",
        "OSError",
        "It is gone",
    ]
