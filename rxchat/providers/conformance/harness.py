"""Test harness: sends one request to a provider under test, whose scripted vendor answers as the test says."""

import asyncio
import logging
import math
import pickle
import time
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from rxchat.domain.chunks import Chunk, TextDelta, ThinkingDelta
from rxchat.domain.errors import ProviderError
from rxchat.domain.messages import user_message
from rxchat.domain.requests import ChatRequest
from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance.dialect import Dialect
from rxchat.providers.conformance.server import FakeReply, FakeRequest, FakeServer
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.pipeline.bounds import Bounds

_T = TypeVar("_T")

BRIEF = Deadlines(
    first_content=1.0, idle=0.3, listing=1.0, patience=1.5
)  # a busy machine takes a moment to bring the question there
ENOUGH = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the vendor does with one request: `size` bytes per write, `pause` seconds between writes, and then `ending`.

    "end" closes the response as HTTP asks, "cut" breaks the connection off, "stall" says nothing more, "repeat" says `again`
    until the client hangs up or 64 MiB have been said.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    size: int | None = None
    pause: float = 0.0
    ending: Literal["end", "cut", "stall", "repeat"] = "end"
    again: bytes = b""


class ScriptedVendor(FakeServer):
    """Plays one Answer per request, the last one for ever. `listing` is said instead of the dialect's list of models."""

    def __init__(self, dialect: Dialect, *answers: Answer, listing: Answer | None = None) -> None:
        super().__init__()
        self.dialect = dialect
        self.answers = list(answers)
        self.listing = listing
        self.sent = 0
        """Bytes said again and again."""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        listing = self.dialect.listing(request.method, request.path)
        if listing is not None:
            answer = self.listing or Answer(body=listing, headers={"content-type": "application/json"})
        else:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        kind = self.dialect.framing.content_type if answer.status == 200 else "application/json"
        await reply.begin(answer.status, {"content-type": kind} | answer.headers)
        size = answer.size or len(answer.body) or 1
        for start in range(0, len(answer.body), size):
            await reply.write(answer.body[start : start + size])
            if answer.pause:
                await reply.pause(answer.pause)
        await self._end(answer, reply)

    async def _end(self, answer: Answer, reply: FakeReply) -> None:
        match answer.ending:
            case "end":
                await reply.end()
            case "cut":
                reply.cut()
            case "stall":
                await reply.stall()
            case "repeat":
                while self.sent < ENOUGH:
                    await reply.write(answer.again)
                    self.sent += len(answer.again)
                    if answer.pause:
                        await reply.pause(answer.pause)


@dataclass(slots=True)
class Call:
    """`waits` are the seconds between tries, `log` all that was logged at any level, `sent` the bytes the vendor said again."""

    chunks: list[Chunk] = field(default_factory=list[Chunk])
    error: ProviderError | None = None
    requests: list[FakeRequest] = field(default_factory=list[FakeRequest])
    waits: list[float] = field(default_factory=list[float])
    log: str = ""
    sent: int = 0

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks if isinstance(chunk, TextDelta))

    @property
    def thinking(self) -> str:
        return "".join(chunk.text for chunk in self.chunks if isinstance(chunk, ThinkingDelta))

    @property
    def exposed(self) -> str:
        """Everything that a user, a log or a crash report could see of the error, and the log."""
        if self.error is None:
            return self.log
        words = "".join(traceback.format_exception(self.error)) + repr(self.error) + repr(vars(self.error))
        return words + pickle.dumps(self.error).decode("latin-1") + self.log


def question(dialect: Dialect) -> ChatRequest:
    return ChatRequest(model=dialect.model, messages=(user_message("Grüße, 漢字 🙂?"),), system="Be brief.")


def hurried(provider: BaseProvider, waits: list[float]) -> None:
    """Make a provider wait for nothing between tries, and note what it would have waited."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    provider.retries = replace(provider.retries, sleep=sleep, random=lambda: 0.0)


async def collect(stream: AsyncGenerator[Chunk], seen: list[Chunk]) -> ProviderError | None:
    """Read a stream to its end; the error where it ends with one."""
    try:
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                seen.append(chunk)
    except ProviderError as exc:
        return exc
    return None


def use(dialect: Dialect, what: Callable[[BaseProvider], Awaitable[_T]], *answers: Answer, listing: Answer | None = None) -> _T:
    """What comes of using the provider, whose vendor answers so."""

    async def run(url: str) -> _T:
        provider = dialect.connect(url)
        try:
            return await what(provider)
        finally:
            await provider.aclose()

    with ScriptedVendor(dialect, *answers, listing=listing) as vendor:
        return asyncio.run(run(vendor.url))


def ask(
    dialect: Dialect,
    *answers: Answer,
    request: ChatRequest | None = None,
    deadlines: Deadlines | None = None,
    bounds: Bounds | None = None,
) -> Call:
    """Ask the provider, whose vendor answers so, and read all of it."""
    call = Call()

    async def run(url: str) -> None:
        provider = dialect.connect(url)
        hurried(provider, call.waits)
        provider.deadlines = deadlines or provider.deadlines
        provider.bounds = bounds or provider.bounds
        try:
            call.error = await collect(provider.stream_message(request or question(dialect)), call.chunks)
        finally:
            await provider.aclose()

    with ScriptedVendor(dialect, *answers) as vendor, LogText() as log:
        asyncio.run(run(vendor.url))
        call.requests, call.sent = vendor.requests, vendor.sent
    call.log = log.text
    return call


def seconds_until_closed(dialect: Dialect, open_answer: Answer, stop: Literal["close", "cancel", "timeout"]) -> float:
    """Seconds from stopping in the middle of an answer until the vendor sees the connection closed; infinity if it never does."""

    async def run(vendor: ScriptedVendor) -> float:
        provider = dialect.connect(vendor.url)
        provider.deadlines = BRIEF if stop == "timeout" else provider.deadlines
        has_text = asyncio.Event()

        async def read() -> None:
            async with aclosing(provider.stream_message(question(dialect))) as chunks:
                async for chunk in chunks:
                    if isinstance(chunk, TextDelta):
                        has_text.set()
                        if stop == "close":
                            return

        reading = asyncio.ensure_future(read())
        await asyncio.wait_for(has_text.wait(), 10)
        stopped = time.monotonic() + (BRIEF.idle if stop == "timeout" else 0)
        if stop == "cancel":
            reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        request = vendor.requests[-1]
        is_closed = await asyncio.to_thread(request.closed.wait, 1)
        await provider.aclose()
        return request.closed_at - stopped if is_closed and request.closed_at else math.inf

    with ScriptedVendor(dialect, open_answer) as vendor:
        return asyncio.run(run(vendor))


class LogText(logging.Handler):
    """All that is logged, at any level, while this is entered."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""
        self._level = logging.WARNING

    def emit(self, record: logging.LogRecord) -> None:
        self.text += logging.Formatter("%(name)s %(message)s").format(record) + "\n"

    def __enter__(self) -> "LogText":
        root = logging.getLogger()
        self._level = root.level
        root.setLevel(logging.DEBUG)
        root.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level)
