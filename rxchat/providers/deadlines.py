"""Deadlines: how long to wait for a vendor. Only time spent waiting counts; a slow reader of the answer doesn't use it up."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Generator
from contextlib import aclosing, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Final

from rxchat.domain.chunks import Chunk, Finished, TextDelta, ThinkingDelta, ToolCallDelta, UsageUpdate
from rxchat.domain.errors import InvalidResponse, ProviderError, StreamInterrupted

USUAL_WAIT: Final = 120.0
LONGEST_WAIT: Final = 3600.0
"""Seconds that nobody is waited for longer, whatever signs of life there are."""
_LINES: Final = 20_000
_LINES_A_SECOND: Final = 1_000
"""So many more than `_LINES` may come without a word: no vendor that works sends as many, and reading them holds a core."""
_LET_GO: Final = 0.1  # seconds a vendor has, after its last event, to end the response so that the connection can be used again
_LATE: Final = 5.0  # seconds it has, after the reason for its end, to say what the answer used

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds. `first_content` runs from the call to the first text or thinking, `idle` from one such chunk to the next.

    A sign of life begins them again, up to `patience` times as long altogether: a vendor that only pings is left in the end.
    """

    first_content: float = USUAL_WAIT
    idle: float = 60.0
    listing: float = 20.0
    patience: float = 5.0


class Flood(Exception):
    """The vendor sends a great many lines, and nothing of substance in them."""


class DeadlinePassed(Exception):
    """The vendor sent nothing of substance in time."""


class _Wait:
    """For one chunk after another of one call: `seconds` without a sign of life, `longest` with them."""

    def __init__(self, seconds: float, patience: float) -> None:
        self._patience = patience
        self._timeout: asyncio.Timeout | None = None
        self.begin(seconds)

    def begin(self, seconds: float) -> None:
        """Wait so long from now on, when somebody waits: something of substance came."""
        self._lines = 0
        self._since = time.monotonic()
        self._seconds = self._left = seconds
        self._longest = max(seconds, min(seconds * self._patience, LONGEST_WAIT))

    async def next_of(self, source: AsyncGenerator[Chunk]) -> Chunk | None:
        """The next chunk, None at the end. Raises DeadlinePassed.

        Most chunks are there already, with the one before them: only for those that are not, a timeout is set up.
        """
        token = _waiting.set(self)
        try:
            step = anext(source).__await__()
            try:
                wanted = step.send(None)
            except StopIteration as there:
                return there.value
            return await self._awaited(_Resumed(step, wanted))
        except StopAsyncIteration:
            return None
        finally:
            _waiting.reset(token)

    async def _awaited(self, chunk: Awaitable[Chunk]) -> Chunk:
        now = asyncio.get_running_loop().time
        started_at = now()
        self._latest = started_at + self._longest
        self._due = started_at + min(self._left, self._longest)
        self._timeout = asyncio.timeout_at(self._due)
        try:
            async with self._timeout:
                return await chunk
        except TimeoutError as exc:
            if self._timeout.expired():
                raise DeadlinePassed from exc
            raise
        finally:
            ended, self._timeout = now(), None
            self._left = self._due - ended
            self._longest = self._latest - ended

    def renew(self) -> None:
        if self._timeout is None:
            self._left = self._seconds
            return
        due = min(asyncio.get_running_loop().time() + self._seconds, self._latest)
        if due - self._due > self._seconds * 0.1:  # often enough, and not for each of many lines
            self._due = due
            self._timeout.reschedule(due)

    def count(self, lines: int) -> None:
        """So many more lines without substance. Raises Flood where there are too many."""
        self._lines += lines
        if self._lines > _LINES and self._lines > _LINES + _LINES_A_SECOND * (time.monotonic() - self._since):
            raise Flood


class _Resumed:
    """The rest of a step that has started: `wanted` is what it waits for."""

    def __init__(self, step: Generator[Any, Any, Chunk], wanted: Any) -> None:
        self._step = step
        self._wanted = wanted

    def __await__(self) -> Generator[Any, Any, Chunk]:
        step, wanted = self._step, self._wanted
        while True:
            try:
                try:
                    sent = yield wanted
                except BaseException as exc:  # noqa: BLE001 - passed on: cancelling is one
                    wanted = step.throw(exc)
                else:
                    wanted = step.send(sent)
            except StopIteration as end:
                return end.value


_waiting: ContextVar[_Wait] = ContextVar("waiting")


def heard(lines: int = 1, *, is_life: bool) -> None:
    """The vendor that is waited for has sent lines, and with them a sign of life, be it a ping. Raises Flood."""
    wait = _waiting.get(None)
    if wait is not None:
        wait.count(lines)
        if is_life:
            wait.renew()


async def paced(source: AsyncGenerator[Chunk], deadlines: Deadlines) -> AsyncGenerator[Chunk]:
    """The chunks of one call up to one `Finished`, without empty ones. Raises DeadlinePassed, and closes the source in any case.

    After a provisional end a vendor may still tell what the answer used. The answer is whole by then, so neither silence nor a
    lost connection spoils it.
    """
    wait = _Wait(deadlines.first_content, deadlines.patience)
    end: Finished | None = None
    async with aclosing(source):
        while (chunk := await _next_of(source, wait, end)) is not None:
            match chunk:
                case TextDelta(text="") | ThinkingDelta(text=""):
                    wait.renew()
                case TextDelta() | ThinkingDelta():
                    wait.begin(deadlines.idle)
                    yield chunk if chunk.text.isascii() else replace(chunk, text=_well_formed(chunk.text))
                case ToolCallDelta():
                    wait.begin(deadlines.idle)
                    yield replace(chunk, arguments=_well_formed(chunk.arguments))
                case Finished(is_provisional=True):
                    end = chunk
                    wait.begin(min(_LATE, deadlines.idle))
                case Finished():
                    yield chunk
                    await _let_go(source)
                    return
                case UsageUpdate() if end is not None:
                    end = replace(end, usage=chunk.usage)
                    yield chunk
                case _:
                    yield chunk
        if end is not None:
            yield replace(end, is_provisional=False)


async def _next_of(source: AsyncGenerator[Chunk], wait: _Wait, end: Finished | None) -> Chunk | None:
    try:
        return await wait.next_of(source)
    except (DeadlinePassed, StreamInterrupted, InvalidResponse) as exc:
        if end is None:
            raise
        log.info("A vendor broke off after the end of its answer: %r", exc)
        return None


async def _let_go(source: AsyncGenerator[Chunk]) -> None:
    """Let a finished stream read the response's end: a response closed before it costs the connection."""
    with suppress(TimeoutError, StopAsyncIteration, ProviderError):
        async with asyncio.timeout(_LET_GO):
            await anext(source)


def _well_formed(text: str) -> str:
    """Half a surrogate pair can stand in JSON, but in no file, database or page."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
