"""HTTP/1.1 as vendors and gateways speak it, over a real socket."""

import asyncio
from collections.abc import AsyncIterator

import httpcore
import pytest

from rxchat.providers.transport.connections import trusted
from rxchat.providers.transport.network import CheckedNetwork
from rxchat.providers.transport.vendor_connection import VendorPool

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


class Server:
    """Answers each request with the next script: bytes, and None to hang up."""

    def __init__(self) -> None:
        self.scripts: list[tuple[bytes | None, ...]] = []
        self.heads: list[bytes] = []
        self.connections = 0
        self.hung_up = asyncio.Event()
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                for part in self.scripts.pop(0):
                    if part is None:
                        return
                    writer.write(part)
                    await writer.drain()
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()
            self.hung_up.set()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


@pytest.fixture
async def pool() -> AsyncIterator[VendorPool]:
    made = VendorPool(CheckedNetwork(None), trusted, most_idle=2, keepalive_seconds=60)
    async with made:
        yield made


async def fetch(pool: VendorPool, server: Server) -> tuple[int, bytes]:
    response = await pool.request("GET", f"http://127.0.0.1:{server.port}/")
    return response.status, response.content


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ((CHUNKED + b"2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",), b"abc"),
        ((CHUNKED + b"2\r\na", b"b\r\n0\r\nx: y\r\n\r\n"), b"ab"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",), b"abc"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",), b""),
        ((b"HTTP/1.1 200 OK\r\n\r\nabc", None), b"abc"),
        ((b"HTTP/1.0 200 Fine\r\n\r\n", None), b""),
        ((b"HTTP/1.1 200 OK\ncontent-length: 3\n\nabc",), b"abc"),
        (
            (
                b"HTTP/1.1 100 Continue\r\nx: y\r\n\r\n",
                b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
            ),
            b"a",
        ),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n", None), b"a"),
    ],
)
async def test_bodies_are_read_to_their_end(pool: VendorPool, server: Server, script: tuple[bytes | None, ...], body: bytes):
    server.scripts = [script]
    assert await fetch(pool, server) == (200, body)


@pytest.mark.parametrize(
    "script",
    [
        (None,),
        (b"HTTP/1.1 200 OK\r\ncontent-le", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", None),
        (CHUNKED + b"5\r\nab", None),
        (CHUNKED + b"2\r\nab\r\n", None),
        (CHUNKED + b"zz\r\n",),
        (b"SSH-2.0-OpenSSH_9.2\r\n",),
        (b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",),
    ],
)
async def test_what_is_cut_off_or_no_http_is_an_error(pool: VendorPool, server: Server, script: tuple[bytes | None, ...]):
    server.scripts = [script]
    with pytest.raises(httpcore.RemoteProtocolError):
        await fetch(pool, server)
    assert not pool.connections


async def test_chunks_that_come_together_are_one_piece(pool: VendorPool, server: Server):
    server.scripts = [(CHUNKED + b"".join(b"1\r\n%d\r\n" % number for number in range(10)) + b"0\r\n\r\n",)]
    async with pool.stream("GET", f"http://127.0.0.1:{server.port}/") as response:
        assert [piece async for piece in response.aiter_stream()] == [b"0123456789"]


async def test_a_connection_is_used_again_after_a_whole_response_and_no_other(pool: VendorPool, server: Server):
    whole = (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",)
    server.scripts = [whole, whole, (CHUNKED + b"1\r\na\r\n",), (*whole, None), whole]
    await fetch(pool, server)
    await fetch(pool, server)
    assert server.connections == 1
    async with pool.stream("GET", f"http://127.0.0.1:{server.port}/") as response:
        assert await anext(aiter(response.aiter_stream())) == b"a"  # and leaves in the middle
    server.hung_up.clear()
    await fetch(pool, server)
    assert server.connections == 2
    async with asyncio.timeout(30):  # the server closes it while it is idle
        await server.hung_up.wait()
    assert await fetch(pool, server) == (200, b"a")
    assert server.connections == 3


async def test_a_request_for_more_connections_than_one_opens_them(pool: VendorPool, server: Server):
    server.scripts = [(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",)] * 5
    assert await asyncio.gather(*(fetch(pool, server) for _ in range(5))) == [(200, b"a")] * 5
    assert len(pool.connections) == 2
    assert "IDLE" in pool.connections[0].info()


async def test_a_header_of_two_lines_is_not_sent(pool: VendorPool, server: Server):
    with pytest.raises(httpcore.LocalProtocolError):
        await pool.request("GET", f"http://127.0.0.1:{server.port}/", headers={"x-key": "a\r\nhost: elsewhere"})
    assert server.heads == []


async def test_a_body_is_sent_with_its_head(pool: VendorPool, server: Server):
    server.scripts = [(b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno",)]
    response = await pool.request("POST", f"http://127.0.0.1:{server.port}/v1", content=b"x" * 1000)
    assert (response.status, response.content) == (413, b"no")
    assert server.heads[0].startswith(b"POST /v1 HTTP/1.1\r\n")
