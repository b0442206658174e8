"""Websockets of clients that do not keep to the rules, over real sockets."""

import asyncio
import os
import struct
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from rxchat.launcher.serving.websocket_compression import SparingDeflate
from rxchat.launcher.serving.websocket_protocol import HANDSHAKE_SECONDS, MAX_FRAGMENTS, MAX_UNSENT, BoundedSocket
from rxchat.launcher.serving.write_progress import STALLED_SECONDS

from .test_http_protocol import PATIENCE, Client, Host, until

HANDSHAKE = (
    b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def frame(opcode: int, data: bytes = b"", *, is_last: bool = True) -> bytes:
    """As a client sends it: masked."""
    size = len(data)
    length = struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return bytes([opcode | (0x80 if is_last else 0)]) + length + mask + masked


class Program:
    """Accepts when the gate is open, and says back what it hears."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.heard: list[Any] = []

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        await self.gate.wait()
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            self.heard.append(message)


@pytest.fixture
async def program() -> Program:
    return Program()


@pytest.fixture
async def host(program: Program) -> AsyncGenerator[Host]:
    made = Host(program)
    await made.start()
    yield made
    program.gate.set()
    await made.close()
    assert len(made.open_connections) == 0


def protocol(host: Host) -> BoundedSocket:
    (found,) = (one for one in host.state.connections if isinstance(one, BoundedSocket))
    return found


async def open_socket(host: Host, program: Program) -> Client:
    program.gate.set()
    client = await host.connect()
    await client.send(HANDSHAKE + b"\r\n")
    async with asyncio.timeout(PATIENCE):
        assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    return client


async def test_short_messages_are_not_compressed(host: Host, program: Program):
    program.gate.set()
    client = await host.connect()
    await client.send(HANDSHAKE + b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        head = await client.reader.readuntil(b"\r\n\r\n")
    assert b"permessage-deflate" in head
    assert [type(extension) for extension in protocol(host).conn.extensions] == [SparingDeflate]


async def test_a_message_in_a_few_fragments_is_one(host: Host, program: Program):
    client = await open_socket(host, program)
    await client.send(frame(1, b"a", is_last=False) + frame(0, b"b", is_last=False) + frame(0, b"c"))
    await until(lambda: bool(program.heard))
    assert program.heard == [{"type": "websocket.receive", "text": "abc"}]
    assert len(host.open_connections) == 1


async def test_a_message_of_empty_fragments_is_cut(host: Host, program: Program):
    client = await open_socket(host, program)
    await client.send(frame(1, b"a", is_last=False) + frame(0, is_last=False) * (MAX_FRAGMENTS + 1))
    assert struct.pack("!H", 1009) in await client.rest()


async def test_a_client_that_does_not_read_gets_no_more_pongs(host: Host, program: Program):
    client = await open_socket(host, program)
    client.reader._transport.pause_reading()  # pyright: ignore - as a client that has stopped reading
    pings = frame(9, b"p" * 120) * 8192
    buffered: list[int] = []
    for _ in range(20):
        await client.send(pings)
        buffered.append(protocol(host).transport.get_write_buffer_size())
    assert max(buffered) < 2 * MAX_UNSENT


async def test_a_client_that_no_longer_reads_is_let_go_even_after_its_closing_frame(host: Host):
    async def program(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        for _ in range(200):
            await send({"type": "websocket.send", "bytes": b"x" * 100_000})
        await send({"type": "websocket.close", "code": 1008})

    host.config.loaded_app = program
    client = await host.connect()
    client.reader._transport.pause_reading()  # pyright: ignore - as a client that has stopped reading
    await client.send(HANDSHAKE + b"\r\n")
    await until(lambda: any(not one.writable.is_set() for one in host.state.connections if isinstance(one, BoundedSocket)))
    socket, now = protocol(host), asyncio.get_running_loop().time()
    for second in range(int(STALLED_SECONDS)):
        socket.end_if_overdue(now + second)
    assert not socket.disconnected
    socket.end_if_overdue(now + STALLED_SECONDS + 2)
    await until(lambda: not host.state.tasks)
    assert len(host.open_connections) == 0


async def test_a_handshake_that_is_not_answered_is_given_up(host: Host, program: Program):
    client = await host.connect()
    await client.send(HANDSHAKE + b"\r\n")
    await until(lambda: any(isinstance(one, BoundedSocket) for one in host.state.connections))
    now = asyncio.get_running_loop().time()
    protocol(host).end_if_overdue(now + HANDSHAKE_SECONDS - 1)
    assert not protocol(host).transport.is_closing()
    protocol(host).end_if_overdue(now + HANDSHAKE_SECONDS + 1)
    assert await client.rest() == b""


async def test_what_is_sent_before_the_handshake_is_answered_is_not_read(host: Host, program: Program):
    client = await host.connect()
    await client.send(HANDSHAKE + b"\r\n")
    await until(lambda: any(isinstance(one, BoundedSocket) for one in host.state.connections))
    client.writer.write(frame(2, b"x" * 60_000) * 200)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.writer.drain()
    program.gate.set()
    await until(lambda: len(program.heard) == 200)


@pytest.mark.parametrize(
    "fields",
    [b"Sec-WebSocket-Key: again\r\n", b"X: " + b"x" * 9000 + b"\r\n", b"X: y\r\n" * 200, b"Sec-WebSocket-Extensions: ,;=\r\n"],
    ids=["two-keys", "long", "many", "extensions"],
)
async def test_a_handshake_that_cannot_be_read_is_answered_and_closed(host: Host, program: Program, fields: bytes):
    program.gate.set()
    client = await host.connect()
    await client.send(HANDSHAKE + fields + b"\r\n")
    assert (await client.rest()).split()[1] in (b"400", b"431")


@pytest.mark.parametrize(
    "garbage",
    [b"\xff" * 50, b"\x83\x80", frame(1, b"\xff\xfe"), b"\x81\x05hello", frame(8, b"\x00")],
    ids=["noise", "reserved", "no-text", "unmasked", "half-a-code"],
)
@pytest.mark.parametrize("is_early", [False, True])
async def test_what_is_no_frame_closes_the_connection_and_says_nothing_in_the_log(
    host: Host, program: Program, garbage: bytes, is_early: bool, caplog: pytest.LogCaptureFixture
):
    if is_early:
        client = await host.connect()
        await client.send(HANDSHAKE + b"\r\n")
        await until(lambda: any(isinstance(one, BoundedSocket) for one in host.state.connections))
    else:
        client = await open_socket(host, program)
    await client.send(garbage)
    if is_early:
        await asyncio.sleep(0)
        program.gate.set()
    await client.rest()
    await until(lambda: not host.state.connections)
    assert "Traceback" not in caplog.text
