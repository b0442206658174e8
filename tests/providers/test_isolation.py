"""What one vendor does wrong, or does not do at all, stays with its own answers: every provider, and all of them together."""

import asyncio
import random
import resource
import statistics
import threading
import time
import tracemalloc
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import psutil
import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import Chunk, Finished, TextDelta
from rxchat.domain.errors import ProviderError, TimedOut
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance import Dialect
from rxchat.providers.conformance.harness import BRIEF, Answer, LogText, ScriptedVendor, ask, collect, question
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.mistral import MistralProvider

from .conformance.test_suite import CompletionDialect
from .dialects import suites

MIB = 2**20
DIALECTS = [suite() for suite in suites().values()]
SHARING = [dialect for dialect in DIALECTS if isinstance(dialect, CompletionDialect)]  # a wire format, and the code that reads it
every_provider = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.provider.name)
every_format = pytest.mark.parametrize(
    "dialect", [dialect for dialect in DIALECTS if dialect not in SHARING[3:]], ids=lambda one: one.provider.name
)


@asynccontextmanager
async def connected(dialect: Dialect, url: str) -> AsyncGenerator[BaseProvider]:
    """The provider without a second try."""
    provider = dialect.connect(url)
    provider.retries = replace(provider.retries, retries=0)
    try:
        yield provider
    finally:
        await provider.aclose()


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


class Raw(FakeServer):
    """Says `said`, which should be HTTP, byte by byte where `pause` seconds lie between them, and hangs up."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""
        self.pause = 0.0

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        size = 1 if self.pause else len(self.said)
        for start in range(0, len(self.said), size):
            await reply.raw(self.said[start : start + size])
            if self.pause:
                await reply.pause(self.pause)
        reply.hang_up()


def head(dialect: Dialect) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {dialect.framing.content_type}\r\nconnection: close\r\n\r\n".encode()


def mangled(whole: bytes, number: int) -> tuple[bytes, int]:
    """One of very many ways in which bytes can be wrong, and where they begin to be."""
    dice = random.Random(number)
    start, length = dice.randrange(len(whole)), dice.randrange(1, 40)
    junk = dice.choice(
        (dice.randbytes(length), b"", b"null", b"[]", b"{}", b"\n\n", b"\x00", b'"', b"data: ", b"\xff\xfe", b"-1e999")
    )
    return whole[:start] + junk + whole[start + length :], start


@every_format
def test_five_hundred_malformed_streams_give_one_plain_error_each(dialect: Dialect, recwarn: pytest.WarningsRecorder):
    """Five hundred for each wire format. Of the nine providers that share one, three take a third each."""
    numbers = range(500)
    if isinstance(dialect, CompletionDialect):
        numbers = numbers[SHARING.index(dialect) :: 3]
    first = head(dialect) + dialect.start() + dialect.text("one ")
    whole = (
        first + dialect.thinking("Hm.") + dialect.text("two 漢字") + dialect.usage(Usage(input_tokens=5)) + dialect.end(Usage())
    )

    async def run(server: Raw) -> None:
        async with connected(dialect, server.url) as provider:
            provider.deadlines = replace(provider.deadlines, first_content=5, idle=5)
            for number in (-1, *numbers):
                server.said, start = (whole, len(whole)) if number < 0 else mangled(whole, number)
                seen: list[Chunk] = []
                error = await collect(provider.stream_message(question(dialect)), seen)  # anything but ProviderError fails here
                assert (error is None) == isinstance(seen[-1] if seen else None, Finished), (number, error, seen)
                assert error is None or (error.message and error.provider == dialect.provider.name), (number, error)
                if start >= len(first):
                    assert text_of(seen).startswith("one "), (number, error, seen)
                assert len(text_of(seen)) < len(whole), number
                assert number >= 0 or text_of(seen) == "one two 漢字"

    with Raw() as server, LogText() as log:
        asyncio.run(run(server))
    assert len(server.requests) == 1 + len(numbers)
    assert "Traceback" not in log.text
    assert not recwarn.list


@every_provider
def test_a_head_that_drips_is_left(dialect: Dialect):
    async def run(server: Raw) -> ProviderError | None:
        async with connected(dialect, server.url) as provider:
            provider.deadlines = BRIEF
            return await collect(provider.stream_message(question(dialect)), [])

    with Raw() as server:
        server.said, server.pause = head(dialect), 0.05
        assert type(asyncio.run(run(server))) is TimedOut
        assert server.last.closed.wait(30)


@contextmanager
def memory(most: int) -> Iterator[None]:
    """Fails where more than `most` bytes are held at once by what is inside."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak / MIB:.0f} MiB"


@every_provider
def test_a_line_without_end_takes_no_memory(dialect: Dialect):
    start = dialect.start() + dialect.text("one") + dialect.framing.before.encode()
    with memory(64 * MIB):
        call = ask(dialect, Answer(body=start, ending="repeat", again=b"x" * 65_536))
    assert call.error is not None
    assert call.text == "one"
    assert call.sent < 24 * MIB


@every_provider
def test_text_is_the_same_wherever_it_is_cut(dialect: Dialect):
    text = "ß 漢 🙂 \u2028 👩‍👩‍👧"
    before, after = dialect.start(), dialect.end(Usage())
    event = dialect.text(text)
    whole = before + event + after

    class Halved(FakeServer):
        cut = 0

        async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
            del request
            await reply.begin(200, {"content-type": dialect.framing.content_type})
            await reply.write(whole[: self.cut])
            await reply.write(whole[self.cut :])
            await reply.end()

    async def run(server: Halved) -> None:
        async with connected(dialect, server.url) as provider:
            for server.cut in range(len(before) + 1, len(before) + len(event) + 1):
                assert (await provider.send_message(question(dialect))).text == text, server.cut

    with Halved() as server:
        asyncio.run(run(server))


class Assembly(ScriptedVendor):
    """Answers when `most` requests are there, all at once."""

    most = 200

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        while len(self.requests) < self.most:
            await reply.pause(0.01)
        await super().respond(request, reply)


@pytest.fixture
def _files_enough() -> Iterator[None]:
    """Both ends of two hundred connections are open files of this process: more than some systems allow at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2_048)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@every_format
@pytest.mark.usefixtures("_files_enough")
def test_two_hundred_streams_at_once(dialect: Dialect):
    body = dialect.start() + dialect.text("word " * 100) * 20 + dialect.end(Usage())

    async def run(url: str) -> list[str]:
        async with connected(dialect, url) as provider:
            replies = await asyncio.gather(*(provider.send_message(question(dialect)) for _ in range(Assembly.most)))
        return [reply.text for reply in replies]

    process = psutil.Process()
    with Assembly(dialect, Answer(body=body, size=4_096)) as vendor:
        before = process.memory_info().rss
        texts = asyncio.run(run(vendor.url))
        grown = process.memory_info().rss - before
    assert texts == ["word " * 2_000] * Assembly.most
    assert len({request.connection for request in vendor.requests}) == Assembly.most
    assert grown < 100 * MIB, f"{grown / MIB:.0f} MiB"


ROUNDS, CALLS, STUCK, TRIES = 4, 20, 50, 10


class Hanging(ScriptedVendor):
    """Counts the calls that hang."""

    def __init__(self, dialect: Dialect, answer: Answer) -> None:
        super().__init__(dialect, answer)
        self.arrived = threading.Semaphore(0)

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        self.arrived.release()
        await super().respond(request, reply)


@pytest.mark.parametrize("ill", ["silent", "pinging"])
def test_a_stuck_vendor_does_not_slow_another(ill: str):
    """The p95 of one vendor's answers, with and without calls that hang at another, in turn: the best of a few tries."""
    sick, well = (suites()[provider]() for provider in (ClaudeProvider, MistralProvider))
    hang = Answer(ending="stall") if ill == "silent" else Answer(ending="repeat", again=sick.ping, pause=1.0)
    answer = Answer(body=well.answer("word " * 40), size=100, pause=0.05)

    async def p95(provider: BaseProvider) -> float:
        async def seconds() -> float:
            started = time.perf_counter()
            await provider.send_message(question(well))
            return time.perf_counter() - started

        return statistics.quantiles(await asyncio.gather(*(seconds() for _ in range(CALLS))), n=20)[-1]

    async def change(hangs: Hanging, works: ScriptedVendor) -> float:
        alone: list[float] = []
        beside: list[float] = []
        async with connected(well, works.url) as healthy, connected(sick, hangs.url) as stuck:
            for _ in range(ROUNDS):
                alone.append(await p95(healthy))
                calls = [asyncio.ensure_future(collect(stuck.stream_message(question(sick)), [])) for _ in range(STUCK)]
                for _ in calls:
                    assert await asyncio.to_thread(hangs.arrived.acquire, timeout=60)
                beside.append(await p95(healthy))
                assert not any(call.done() for call in calls)
                for call in calls:
                    call.cancel()
                await asyncio.wait(calls)
        return statistics.median(beside) / statistics.median(alone) - 1

    with Hanging(sick, hang) as hangs, ScriptedVendor(well, answer) as works:
        changes: list[float] = []
        while len(changes) < TRIES and min(changes, default=1.0) >= 0.1:
            changes.append(asyncio.run(change(hangs, works)))
    assert min(changes) < 0.1, changes
