"""Sockets to vendors, plain and under TLS. What goes wrong in a handshake is tested in test_failure_causes.py."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import pytest
from providers.certificates import Authority

from rxchat.providers.transport.vendor_socket import VendorSocket

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connected(talk: Talk, authority: Authority | None = None) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    """A stream to a server that talks so; under TLS where there is an authority."""
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.certificate("127.0.0.1"))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        stream: httpcore.AsyncNetworkStream = await VendorSocket.connect("127.0.0.1", server.sockets[0].getsockname()[1], 5)
        if authority is not None:
            stream = await stream.start_tls(ssl.create_default_context(cafile=authority.file), "127.0.0.1", 5)
        try:
            yield stream
        finally:
            await stream.aclose()


@pytest.fixture(params=["plain", "TLS"])
def authority(request: pytest.FixtureRequest, tmp_path: Path) -> Authority | None:
    return Authority(tmp_path) if request.param == "TLS" else None


async def ten_words(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Each in a packet of its own, and so in a record of its own; then the end."""
    await reader.readexactly(3)
    for number in range(10):
        writer.write(b"%d" % number)
        await writer.drain()
    await reader.readexactly(3)


async def test_one_read_takes_all_that_has_come(authority: Authority | None):
    async with connected(ten_words, authority) as stream:
        await stream.write(b"ask")
        data = await stream.read(100)
        while len(data) < 10:  # what was on its way
            data += await stream.read(100)
        assert data == b"0123456789"
        await stream.write(b"end")
        assert await stream.read(100) == b""


async def test_records_that_wait_are_one_read(tmp_path: Path):
    is_said = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for word in (b"one ", b"two ", b"three"):
            writer.write(word)
            await writer.drain()
        is_said.set()
        await reader.read()

    async with connected(talk, Authority(tmp_path)) as stream:
        await is_said.wait()
        assert await stream.read(4) == b"one "
        assert await stream.read(100) == b"two three"


async def test_a_large_request_and_answer_pass_whole(authority: Authority | None):
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(3_000_000))
        await writer.drain()

    async with connected(echo, authority) as stream:
        await stream.write(bytes(3_000_000))
        size = 0
        while data := await stream.read(70_000):
            size += len(data)
        assert size == 3_000_000


async def test_a_read_ends_at_its_timeout_and_when_it_is_cancelled(authority: Authority | None):
    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with connected(wait, authority) as stream:
        assert authority is not None or not stream.get_extra_info("is_readable")  # TLS has tickets to read
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, 0.01)
        reading = asyncio.create_task(stream.read(10))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading


async def test_a_connection_that_is_reset_is_a_read_error(authority: Authority | None):
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with connected(reset, authority) as stream:
        await stream.write(b"ask")
        with pytest.raises(httpcore.ReadError):
            await stream.read(10)
