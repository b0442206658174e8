"""What is not proper HTTP, too large or too slow, over real sockets."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from functools import partial
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from rxchat.launcher.serving.http_protocol import (
    BODY_SECONDS,
    HEAD_SECONDS,
    MAX_FIELDS,
    MAX_HEAD,
    MAX_PIPELINED,
    BoundedHttp,
)
from rxchat.launcher.serving.websocket_protocol import BoundedSocket
from rxchat.launcher.serving.write_progress import STALLED_SECONDS
from rxchat.security.connection_limits import Connections

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
PATIENCE = 10


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the body, once all of it is here."""
    body, message = b"", {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        """Of the next answer; 0 when the connection is closed without one."""
        async with asyncio.timeout(PATIENCE):
            try:
                line = await self.reader.readline()
            except ConnectionError:
                return 0
        return int(line.split()[1]) if line else 0

    async def rest(self) -> bytes:
        """All that comes until the connection is closed."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


class Host:
    """A server in this event loop, with every protocol it has made."""

    def __init__(self, app: Any = echo, most: int = 100) -> None:
        self.open_connections = Connections(most)
        self.config = uvicorn.Config(
            app, log_config=None, ws=cast(Any, partial(BoundedSocket, open_connections=self.open_connections))
        )
        self.config.load()
        self.state = ServerState()
        self.made: list[BoundedHttp] = []
        self.clients: list[Client] = []

    def make(self) -> BoundedHttp:
        self.made.append(BoundedHttp(self.config, self.state, {}, open_connections=self.open_connections))
        return self.made[-1]

    async def start(self) -> None:
        self.server = await asyncio.get_running_loop().create_server(self.make, "127.0.0.1", 0)
        self.port: int = self.server.sockets[0].getsockname()[1]

    async def connect(self) -> Client:
        self.clients.append(Client(*await asyncio.open_connection("127.0.0.1", self.port)))
        return self.clients[-1]

    async def ask(self, data: bytes) -> int:
        client = await self.connect()
        await client.send(data)
        return await client.status()

    async def close(self) -> None:
        for client in self.clients:
            client.writer.transport.abort()
            with suppress(ConnectionError):
                await client.writer.wait_closed()
        for connection in list(self.state.connections):
            connection.transport.abort()
        self.server.close()
        await self.server.wait_closed()
        await until(lambda: not self.state.connections and not self.state.tasks)


@pytest.fixture
async def host() -> AsyncGenerator[Host]:
    made = Host()
    await made.start()
    yield made
    await made.close()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0.001)


async def test_requests_are_answered_one_after_another_on_one_connection(host: Host):
    client = await host.connect()
    for body in (b"first", b"x" * 300_000, b""):
        await client.send(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        async with asyncio.timeout(PATIENCE):
            head = await client.reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert await client.reader.readexactly(len(body)) == body
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    assert await client.status() == 200
    assert len(host.made) == 1


@pytest.mark.parametrize(
    "head",
    [
        GET + b"Host: localhost\r\n\r\n",
        GET + b"host: evil.test\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\nHost: localhost\n\n",
        GET + b"X: a\r\n b\r\n\r\n",
        GET + b"X: a\r\n\tb\r\n\r\n",
        GET + b"X : a\r\n\r\n",
        GET + b"X: a\0b\r\n\r\n",
        POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Content-Length: 3, 3\r\n\r\nabc",
        POST + b"Content-Length: +3\r\n\r\nabc",
        POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nabc",
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: identity\r\n\r\nabc",
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
        POST + b"Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\nabc",
    ],
    ids=lambda head: repr(head[:90])[2:-1],
)
async def test_what_could_be_read_in_two_ways_is_not_read(host: Host, head: bytes):
    assert await host.ask(head) == 400
    assert "error" in (await host.clients[-1].rest()).decode()
    assert await host.ask(GET + b"\r\n") == 200


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (GET + b"X: ", b"x" * 65_536),
        (b"GET /", b"x" * 65_536),
        (GET, b"X-Many: yes\r\n" * 4096),
        (GET + b"Cookie: ", b"a=b; " * 10_000),
        (b"", b"\r\n" * 40_000),
        (GET, b"N" * 65_536),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"x" * 65_536),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Many: yes\r\n" * 4096),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1;x=", b"x" * 65_536),
    ],
    ids=["value", "address", "fields", "cookies", "blank", "name", "trailer", "trailers", "extension"],
)
async def test_a_head_without_end_is_cut_off(host: Host, before: bytes, again: bytes):
    client = await host.connect()
    sent = len(before)
    client.writer.write(before)
    while sent < 300 * 2**20 and not (host.made and host.made[-1]._is_refused):  # pyright: ignore[reportPrivateUsage]
        await client.send(again)
        await asyncio.sleep(0)
        sent += len(again)
    assert sent < 4 * 2**20  # what is on its way in the kernel included
    assert await client.status() in (400, 431)


@pytest.mark.parametrize(("size", "status"), [(MAX_HEAD - 100, 200), (MAX_HEAD + 1, 431), (MAX_HEAD + 100_000, 431)])
@pytest.mark.parametrize("is_reused", [False, True])
async def test_a_head_has_64_kb(host: Host, size: int, status: int, is_reused: bool):
    client = await host.connect()
    if is_reused:
        await client.send(GET + b"\r\n")
        async with asyncio.timeout(PATIENCE):
            await client.reader.readuntil(b"\r\n\r\n")
    await client.send(GET + b"X: " + b"x" * (size - len(GET) - 7) + b"\r\n\r\n")
    assert await client.status() == status


async def test_a_body_that_arrives_together_with_its_head_is_no_part_of_it(host: Host):
    client = await host.connect()
    await until(lambda: bool(host.made))
    body = b"x" * (3 * MAX_HEAD)
    host.made[-1].data_received(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body + GET)  # as one read of the socket
    assert await client.status() == 200
    await client.reader.readuntil(b"\r\n\r\n")
    assert await client.reader.readexactly(len(body)) == body
    await client.send(b"\r\n")
    assert await client.status() == 200


async def test_a_head_has_so_many_fields(host: Host):
    assert await host.ask(GET + b"X: y\r\n" * (MAX_FIELDS - 1) + b"\r\n") == 200
    assert await host.ask(GET + b"X: y\r\n" * MAX_FIELDS + b"\r\n") == 431


async def test_requests_that_wait_for_one_another_are_bounded(host: Host):
    client = await host.connect()
    await client.send((GET + b"\r\n") * (MAX_PIPELINED // 2))
    for _ in range(MAX_PIPELINED // 2):
        async with asyncio.timeout(PATIENCE):
            assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    flood = await host.connect()
    await flood.send((GET + b"\r\n") * 5000)
    assert (await flood.rest()).count(b"200 OK") <= MAX_PIPELINED


async def test_a_head_that_does_not_end_is_given_up_after_ten_seconds(host: Host):
    for started in (b"G", GET, GET + b"X: half"):
        client = await host.connect()
        await client.send(started)
        await until(lambda started=started: host.made[-1]._head_bytes == len(started))  # pyright: ignore[reportPrivateUsage]
        now = asyncio.get_running_loop().time()
        host.made[-1].end_if_overdue(now + HEAD_SECONDS - 1)
        assert not host.made[-1].transport.is_closing()
        host.made[-1].end_if_overdue(now + HEAD_SECONDS + 1)
        assert await client.status() == 408


async def test_a_connection_that_is_silent_is_closed(host: Host):
    client = await host.connect()
    await until(lambda: len(host.made) == 1)
    host.made[-1].end_if_overdue(asyncio.get_running_loop().time() + HEAD_SECONDS + 1)
    assert await client.rest() == b""


async def test_the_next_head_on_a_connection_has_ten_seconds_as_well(host: Host):
    client = await host.connect()
    await client.send(GET + b"\r\n")
    async with asyncio.timeout(PATIENCE):
        await client.reader.readuntil(b"\r\n\r\n")
    await client.send(GET)
    protocol = host.made[-1]
    await until(lambda: protocol._head_bytes == len(GET))  # pyright: ignore[reportPrivateUsage]
    protocol.end_if_overdue(asyncio.get_running_loop().time() + HEAD_SECONDS - 1)
    assert not protocol.transport.is_closing()
    protocol.end_if_overdue(asyncio.get_running_loop().time() + HEAD_SECONDS + 1)
    assert await client.status() == 408


@pytest.mark.parametrize(("sent", "is_kept"), [(0, False), (5_000, False), (30_000, True)])
async def test_a_body_comes_at_1_kb_a_second_at_least(host: Host, sent: int, is_kept: bool):
    client = await host.connect()
    await client.send(POST + b"Content-Length: 100000\r\n\r\n" + b"x" * sent)
    await until(lambda: bool(host.state.tasks) and host.made[-1]._body_bytes == sent)  # pyright: ignore[reportPrivateUsage]
    now = asyncio.get_running_loop().time()
    host.made[-1].end_if_overdue(now + BODY_SECONDS - 1)
    host.made[-1].end_if_overdue(now + BODY_SECONDS + 1)
    assert host.made[-1]._is_refused is not is_kept  # pyright: ignore[reportPrivateUsage]
    if is_kept:
        host.made[-1].end_if_overdue(now + 2 * BODY_SECONDS + 2)
    assert await client.status() == 408


async def test_a_body_that_is_not_read_by_us_is_not_slow(host: Host):
    gate = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await gate.wait()
        await echo(scope, receive, send)

    host.config.loaded_app = slow
    client = await host.connect()
    body = b"x" * 400_000
    client.writer.write(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await until(lambda: bool(host.made) and host.made[-1].flow is not None and host.made[-1].flow.read_paused)
    for later in range(1, 6):
        host.made[-1].end_if_overdue(asyncio.get_running_loop().time() + later * BODY_SECONDS)
    gate.set()
    host.made[-1]._since = asyncio.get_running_loop().time()  # pyright: ignore[reportPrivateUsage] - the clock was put forward
    assert await client.status() == 200


async def test_a_body_that_goes_on_after_the_answer_is_cut(host: Host):
    async def deaf(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    host.config.loaded_app = deaf
    client = await host.connect()
    await client.send(POST + b"Content-Length: 10000000\r\n\r\n")
    assert await client.status() == 401
    now = asyncio.get_running_loop().time()
    host.made[-1].end_if_overdue(now)
    await client.send(b"x" * 100_000)
    host.made[-1].end_if_overdue(now + HEAD_SECONDS + 1)
    await until(lambda: not host.state.connections)


async def test_an_answer_that_takes_long_is_no_fault_of_the_client(host: Host):
    gate = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await gate.wait()
        await echo(scope, receive, send)

    host.config.loaded_app = slow
    client = await host.connect()
    await client.send(GET + b"\r\n")
    await until(lambda: bool(host.state.tasks))
    host.made[-1].end_if_overdue(asyncio.get_running_loop().time() + 1000)
    gate.set()
    assert await client.status() == 200


async def test_the_oldest_stranger_makes_room_and_who_has_signed_in_stays():
    async def known(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/known":
            scope["state"]["rxchat.connection"].signed_in()
        await echo(scope, receive, send)

    host = Host(known, most=4)
    await host.start()
    mine = await host.connect()
    await mine.send(GET.replace(b"GET /", b"GET /known") + b"\r\n")
    assert await mine.status() == 200
    strangers = [await host.connect() for _ in range(10)]
    assert await strangers[0].rest() == b""
    await mine.send(GET + b"\r\n")
    async with asyncio.timeout(PATIENCE):
        await mine.reader.readuntil(b"\r\n\r\n")
    assert await mine.status() == 200
    assert len(host.open_connections) == 3  # strangers take half of the open_connections at most
    await host.close()
    assert len(host.open_connections) == 0


async def test_an_upgrade_to_something_else_is_answered_and_closes(host: Host):
    client = await host.connect()
    await client.send(GET + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n")
    assert b"connection: close" in await client.rest()


def test_a_connection_is_not_held_by_a_client_that_has_gone_half_way() -> None:
    """A socket that is shut for writing ends the request: nobody reads what is answered."""

    async def run() -> None:
        host = Host()
        await host.start()
        sock = socket.create_connection(("127.0.0.1", host.port))
        sock.sendall(GET)
        sock.shutdown(socket.SHUT_WR)
        await until(lambda: bool(host.made) and not host.state.connections)
        sock.close()
        await host.close()

    asyncio.run(run())


async def test_a_client_that_stops_reading_its_answer_is_let_go():
    async def endless(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            if host.made[0].transport.is_closing():
                return

    host = Host(endless)
    await host.start()
    client = await host.connect()
    client.reader._transport.pause_reading()  # pyright: ignore - as a client that has stopped reading
    await client.send(GET + b"\r\n")
    await until(lambda: bool(host.made) and host.made[0].flow.write_paused)
    now = asyncio.get_running_loop().time()
    host.made[0].end_if_overdue(now)
    host.made[0].end_if_overdue(now + STALLED_SECONDS - 1)
    assert not host.made[0].transport.is_closing()
    host.made[0].end_if_overdue(now + STALLED_SECONDS + 1)
    await until(lambda: not host.state.tasks)
    await host.close()
    assert len(host.open_connections) == 0
