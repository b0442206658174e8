"""Finding, holding and losing the connection to a vendor."""

import asyncio

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    InvalidResponse,
    NotConfigured,
    StreamInterrupted,
    TimedOut,
)
from rxchat.domain.provider_connection import Connection
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.vendors.claude import ClaudeProvider

from ..conftest import STOP, Scripted, ask, delta, fault_at, text_at


async def test_nobody_at_the_address_is_a_failed_connection_that_names_it():
    with FakeServer() as server:
        url = server.url
    error = await fault_at(url)
    assert type(error) is ConnectionFailed
    assert url in error.message


async def test_an_unknown_host_is_a_failed_connection():
    assert type(await fault_at("http://no-such-host.invalid")) is ConnectionFailed


class _Rude(FakeServer):
    """Says `bytes` instead of HTTP, or nothing, and hangs up."""

    bytes = b""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        await reply.raw(self.bytes)
        reply.cut()


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\ncontent-le"])
async def test_a_server_that_speaks_no_http_is_a_failed_connection(raw: bytes):
    with _Rude() as server:
        server.bytes = raw
        assert isinstance(await fault_at(server.url), ConnectionFailed | InvalidResponse)


async def test_a_connection_lost_in_the_middle_is_an_interrupted_stream():
    with _Rude() as server:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        server.bytes = head + b"5\r\ndata:\r\n"
        assert type(await fault_at(server.url)) is StreamInterrupted


@pytest.mark.parametrize(
    "base_url",
    ["ftp://a.test", "file:///etc/passwd", "a.test", "http://", "http://user:pass@a.test", "http://a.test/?x=1", "http://a\x00"],
)
async def test_only_plain_web_addresses_are_called(base_url: str):
    error = await fault_at(base_url)
    assert type(error) is NotConfigured
    assert "http://" in error.message
    assert "pass" not in str(error)


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "0.0.0.0", "2852039166"])
async def test_addresses_that_hand_out_credentials_are_not_called(host: str):
    error = await fault_at(f"http://{host}:9")
    assert type(error) is NotConfigured
    assert "which isn't allowed" in error.message


@pytest.mark.parametrize("key", ["“quoted”", "two\nlines", "bell\x07"])
async def test_a_key_that_cannot_be_one_is_refused_before_it_is_sent(scripted: Scripted, key: str):
    error = await fault_at(scripted.url, key)
    assert type(error) is AuthenticationFailed
    assert key not in repr(error)
    assert error.__cause__ is None
    assert not scripted.requests


async def test_a_listing_that_does_not_come_times_out():
    class Silent(FakeServer):
        async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
            del request
            await reply.stall()

    with Silent() as server:
        provider = ClaudeProvider(Connection(api_key="k", base_url=server.url))
        provider.deadlines = Deadlines(listing=1.0)
        with pytest.raises(TimedOut):
            await provider.get_models()
        assert await asyncio.to_thread(server.last.closed.wait, 2)
        await provider.aclose()


async def test_a_base_url_may_have_a_path(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    assert await text_at(f"{scripted.url}/gateway/") == "a"
    assert scripted.last.path == "/gateway/v1/messages"


async def test_half_a_surrogate_pair_in_a_message_can_be_sent(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    provider = ClaudeProvider(Connection(api_key="k", base_url=scripted.url))
    await provider.send_message(ask("a\ud83d"))
    assert scripted.last.json["messages"][0]["content"][0]["text"] == "a?"
    await provider.aclose()


async def test_one_connection_serves_many_calls(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    provider = ClaudeProvider(Connection(api_key="k", base_url=scripted.url))
    for _ in range(3):
        await provider.send_message(ask())
    await provider.aclose()
    assert {request.connection for request in scripted.requests} == {1}


async def test_a_name_is_called_by_its_checked_address_and_its_own_host_header(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    assert await text_at(f"http://localhost:{scripted.port}") == "a"
    assert scripted.last.headers["host"] == f"localhost:{scripted.port}"


async def test_ten_calls_at_once_do_not_wait_for_each_other():
    class Together(Scripted):
        """Answers no call until ten have arrived."""

        def __init__(self) -> None:
            super().__init__()
            self.arrived = asyncio.Barrier(10)

        async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
            await self.arrived.wait()
            await super().respond(request, reply)

    with Together() as vendor:
        vendor.say(delta("a") + STOP)
        provider = ClaudeProvider(Connection(api_key="k", base_url=vendor.url))
        async with asyncio.timeout(20):
            await asyncio.gather(*(provider.send_message(ask()) for _ in range(10)))
        await provider.aclose()
