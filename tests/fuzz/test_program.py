"""Ten thousand generated inputs, given to the real program: nobody else waits, nothing ends it, and it forgets them again.

The inputs are the same at each run. What is found by them becomes a case of its own where the fault was.
"""

import asyncio
import inspect
import json
import re
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import TypeVar, cast

import psutil
import websockets
from corpora.frames import frame
from corpora.imports import hostile_file
from corpora.requests import body, request_head
from corpora.vendor_bodies import vendor_reply
from launch import Rxchat, free_port
from reflex_base.utils.format import format_event_handler

from rxchat.state.browser_sessions import SessionState
from rxchat.state.event_guard import OF_REFLEX, OF_RXCHAT

HEADS, BODIES, FRAMES, IMPORTS, REPLIES = 4500, 1500, 2500, 1000, 500
AT_ONCE = 8
MOST_SECONDS = 1.0
MOST_MORE = 50 * 2**20
ROUTES = [
    "/api/chat",
    "/api/chat/stream",
    "/api/images",
    "/api/conversations/1/branch",
    "/api/conversations/1/duplicate",
    "/sign-in",
]
Input = TypeVar("Input")


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


class Vendor:
    """Answers whatever it is asked with the next of the generated replies."""

    def __init__(self) -> None:
        self.replies: Iterator[bytes] = iter(())
        self._answers: set[asyncio.Task[None]] = set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._answers.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(next(self.replies, b"HTTP/1.1 500 No\r\nConnection: close\r\n\r\n"))
            await writer.drain()
        await closed(writer)

    async def ended(self) -> None:
        async with asyncio.timeout(60):
            await asyncio.gather(*self._answers)


NEIGHBOR = """
import http.client, json, pathlib, select, sys, time

port, cookie, program = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
asked, slowest, faults = 0, 0.0, []

def in_line():
    # How long the program and this process have waited for a processor that others had. Nobody's fault; Linux tells.
    try:
        files = (f"/proc/{program}/task/{program}/schedstat", "/proc/self/schedstat")
        return sum(int(pathlib.Path(file).read_text().split()[1]) for file in files) / 1e9
    except OSError:
        return 0.0

while not select.select([sys.stdin], [], [], 0.1)[0]:
    waited, started = in_line(), time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/api/conversations", headers={"cookie": cookie})
        status = connection.getresponse().status
        faults += [status] if status != 200 else []
    except OSError as error:
        faults.append(repr(error))
    connection.close()
    slowest, asked = max(slowest, time.monotonic() - started - (in_line() - waited)), asked + 1
print(json.dumps([asked, slowest, faults]))
"""


class Neighbor:
    """Somebody else, who is signed in and looks at their conversations all the time: a process of its own."""

    def __init__(self, program: Rxchat) -> None:
        arguments = [str(program.port), f"rxchat_session={program.cookie}", str(program.pid)]
        command = [sys.executable, "-c", NEIGHBOR, *arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end(self) -> tuple[int, float, list[object]]:
        """How often it has asked, how long the slowest answer took, and what was no answer."""
        told, _ = self._process.communicate("over", timeout=60)
        asked, slowest, faults = json.loads(told)
        return asked, slowest, faults


async def all_of(inputs: list[Input], give: Callable[[Input], Awaitable[None]], at_once: int = AT_ONCE) -> None:
    """So many at once, each for some seconds at most."""
    left = iter(inputs)

    async def worker() -> None:
        for one in left:
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await give(one)

    await asyncio.gather(*(worker() for _ in range(at_once)))


class Attack:
    def __init__(self, program: Rxchat, vendor: Vendor) -> None:
        self.program = program
        self.vendor = vendor
        self._cookie = f"rxchat_session={program.cookie}"
        self._sockets: list[websockets.ClientConnection] = []
        self._readers: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.program.port)
        try:
            with suppress(OSError):
                yield reader, writer
        finally:
            await closed(writer)

    async def send(self, data: bytes) -> None:
        """On a connection of its own, until the program has answered or closed it."""
        async with self._connection() as (reader, writer):
            writer.write(data)
            writer.write_eof()
            await reader.read(65_536)

    async def ask(self, path: str, data: bytes) -> None:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {self.program.url}\r\nCookie: {self._cookie}\r\n"
        head += f"Content-Type: application/json\r\nConnection: close\r\nContent-Length: {len(data)}\r\n\r\n"
        async with self._connection() as (reader, writer):
            writer.write(head.encode() + data)
            await reader.read()

    async def frame(self, data: str | bytes) -> None:
        """By one of a few sockets, until the program has read it: an answer to a ping comes after it, or the end."""
        socket = self._sockets.pop() if self._sockets else await self._connected()
        with suppress(websockets.ConnectionClosed):
            await socket.send(data)
            await (await socket.ping())
            self._sockets.append(socket)

    async def _connected(self) -> websockets.ClientConnection:
        address = self.program.url.replace("http", "ws") + "/_event/?EIO=4&transport=websocket&token=fuzz"
        opened = await websockets.connect(
            address, origin=websockets.Origin(self.program.url), additional_headers={"Cookie": self._cookie}, max_size=None
        )
        self._readers.append(asyncio.create_task(self._read(opened)))
        await opened.send("40/_event,{}")
        return opened

    async def _read(self, socket: websockets.ClientConnection) -> None:
        """As every page does. The program reads no more from those that don't."""
        with suppress(websockets.ConnectionClosed):
            async for _ in socket:
                pass

    async def post(self, one: tuple[str, bytes]) -> None:
        await self.ask(*one)

    async def import_file(self, data: bytes) -> None:
        await self.ask("/api/import/preview", data)

    async def chat(self, _reply: bytes) -> None:
        body = {"model": "claude:x", "messages": [{"role": "user", "content": "a"}]}
        await self.ask("/api/chat", json.dumps(body).encode())

    async def all(self, inputs: "Inputs") -> None:
        await all_of(inputs.heads, self.send)
        await all_of(inputs.bodies, self.post)
        await all_of(inputs.frames, self.frame)
        await all_of(inputs.imports, self.import_file)
        self.vendor.replies = iter(inputs.replies)
        await all_of(inputs.replies, self.chat, at_once=100)  # most are tried again, after a second
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()
        await asyncio.gather(*self._readers)


class Inputs:
    """The same at each run; `share` of all that there are."""

    def __init__(self, port: int, share: float) -> None:
        rng, known = Random(23), handlers()

        def times(count: int) -> range:
            return range(int(count * share))

        self.heads = [request_head(rng, port) for _ in times(HEADS)]
        self.bodies = [(rng.choice(ROUTES), body(rng)) for _ in times(BODIES)]
        self.frames = [frame(rng, known) for _ in times(FRAMES)]
        self.imports = [rng.choice((hostile_file, body))(rng) for _ in times(IMPORTS)]
        self.replies = [vendor_reply(rng) for _ in times(REPLIES)]


def handlers() -> dict[str, list[str]]:
    """Every event that a page may send, with the names of its values. Those that would sign everybody here out are left out."""
    events = {format_event_handler(one): list(inspect.signature(one.fn).parameters)[1:] for one in (*OF_REFLEX, *OF_RXCHAT)}
    return {name: values for name, values in events.items() if not name.startswith(SessionState.get_full_name())}


def tracebacks(log: str) -> list[str]:
    """Each with the line it belongs to."""
    return [record for record in re.split(r"\n(?!  \| )", log) if "\n  | " in record]


def test_ten_thousand_inputs_end_nothing_and_hold_nobody_up(tmp_path: Path):
    vendor, port = Vendor(), free_port()

    async def run(program: Rxchat) -> int:
        server = await asyncio.start_server(vendor.answer, "127.0.0.1", port)
        async with server:
            attack = Attack(program, vendor)
            await attack.all(Inputs(program.port, 0.1))
            before = psutil.Process(program.pid).memory_info().rss
            await attack.all(Inputs(program.port, 1))
            await vendor.ended()
            return before

    environment = {"ANTHROPIC_API_KEY": "a-key-of-a-test", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}"}
    with Rxchat(tmp_path / "data", environment=environment) as program:
        neighbor = Neighbor(program)
        before = asyncio.run(run(program))
        asked, slowest, faults = neighbor.end()
        after = psutil.Process(program.pid).memory_info().rss
        log = program.output()
        assert program.is_healthy()
        assert faults == []
        assert asked > 100
        assert slowest < MOST_SECONDS
        assert after - before < MOST_MORE
        assert tracebacks(log) == []
