"""Scripted vendor: a small HTTP/1.1 server whose every byte the test controls, in its own thread on a free loopback port.

A fake vendor subclasses `FakeServer` and writes `respond(request, reply)`. Every request is kept in `requests`, with the moment
its connection was closed by the client.
"""

import asyncio
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

ROUNDS = 5
"""Of the event loop, until a connection that was just accepted has the writer with which it is closed. asyncio needs three."""


@dataclass(kw_only=True)
class FakeRequest:
    """What came in. `closed` is set, and `closed_at` (time.monotonic) taken, when the client hung up during the answer."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    connection: int
    closed: threading.Event = field(default_factory=threading.Event)
    closed_at: float | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class FakeReply:
    """The way back. Bytes written here are sent as they are, in one chunk of the response each."""

    def __init__(self, writer: asyncio.StreamWriter, gone: asyncio.Event) -> None:
        self._writer = writer
        self.gone = gone
        """Set when the client has hung up."""
        self.has_begun = self.is_cut = False

    async def send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """A whole response."""
        self._head(status, {"content-length": str(len(body)), **headers})
        await self._write(body)

    async def send_json(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        await self.send(status, {"content-type": "application/json", **(headers or {})}, json.dumps(body).encode())

    async def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """The head of a chunked response."""
        self._head(status, {"transfer-encoding": "chunked", **headers})
        await self._write(b"")

    async def write(self, data: bytes) -> None:
        if data:
            await self._write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def end(self) -> None:
        await self._write(b"0\r\n\r\n")

    async def raw(self, data: bytes) -> None:
        """Bytes outside of any response's format."""
        self.has_begun = True
        await self._write(data)

    def cut(self) -> None:
        """Break the connection off as a crashed machine does."""
        self.is_cut = True
        self._writer.transport.abort()

    def hang_up(self) -> None:
        """Close the connection once all is sent, whatever HTTP asks for."""
        self.is_cut = True

    async def pause(self, seconds: float) -> None:
        """Wait, unless the client hangs up first: then ConnectionResetError."""
        try:
            async with asyncio.timeout(seconds):
                await self.gone.wait()
        except TimeoutError:
            return
        raise ConnectionResetError

    async def stall(self) -> None:
        """Say nothing until the client hangs up."""
        await self.gone.wait()
        raise ConnectionResetError

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.has_begun = True
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Overloaded"
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()


class _Reader(asyncio.StreamReader):
    """Knows at once when the other side has hung up, also while nobody reads."""

    def __init__(self) -> None:
        super().__init__(limit=2**20)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


class FakeServer:
    """Use it as a context manager, or `start()` and `stop()` it."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.requests: list[FakeRequest] = []
        self.errors: list[BaseException] = []
        self._connections = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        """What a vendor does with a request."""
        await reply.send_json(404, {"path": request.path})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def last(self) -> FakeRequest:
        return self.requests[-1]

    def start(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the fake server did not start")
        return self

    def stop(self) -> None:
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        if self.errors:
            raise ExceptionGroup("the fake server failed", [error for error in self.errors if isinstance(error, Exception)])

    def join(self) -> None:
        """Serve until the process ends."""
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def protocol() -> asyncio.StreamReaderProtocol:
            reader = _Reader()

            def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                self._writers.append(writer)  # here, for a task that is cancelled before it begins closes nothing
                task = asyncio.ensure_future(self._connection(reader, writer))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            return asyncio.StreamReaderProtocol(reader, connected)

        server = await self._loop.create_server(protocol, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        self._loop.remove_reader(server.sockets[0].fileno())  # no more are accepted
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers:  # one whose client does not read would wait for it when it is closed
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _connection(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        number = self._connections
        try:
            while (request := await _read_request(reader, number)) is not None:
                self.requests.append(request)
                watcher = asyncio.ensure_future(_note_closing(request, reader.gone))
                reply = FakeReply(writer, reader.gone)
                try:
                    await self.respond(request, reply)
                finally:
                    await asyncio.sleep(0)  # a client that has hung up is noted before the watcher goes
                    watcher.cancel()
                if reply.is_cut or not reply.has_begun:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except Exception as exc:
            self.errors.append(exc)
            raise
        finally:
            writer.close()


async def _note_closing(request: FakeRequest, gone: asyncio.Event) -> None:
    await gone.wait()
    request.closed_at = time.monotonic()
    request.closed.set()


async def _read_request(reader: asyncio.StreamReader, connection: int) -> FakeRequest | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    url = urlsplit(target)
    return FakeRequest(
        method=method,
        path=url.path,
        query=parse_qs(url.query),
        headers=headers,
        body=await reader.readexactly(int(headers.get("content-length", "0"))),
        connection=connection,
    )
