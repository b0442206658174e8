"""How long to wait for a vendor. Only the time spent waiting counts: a slow reader of the answer costs the vendor nothing."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from rxchat.domain.chunks import Chunk, Finished, TextDelta, ThinkingDelta
from rxchat.domain.errors import ProviderError

_LET_GO = 0.1  # seconds a vendor has, after its last event, to end the response so that the connection can be used again


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds. `first_content` runs from the call to the first text or thinking, `idle` from one such chunk to the next."""

    first_content: float = 120.0
    idle: float = 60.0
    listing: float = 20.0


class DeadlinePassed(Exception):
    """The vendor sent nothing of substance in time."""


async def paced(source: AsyncGenerator[Chunk], deadlines: Deadlines) -> AsyncGenerator[Chunk]:
    """The chunks of one call up to `Finished`, without empty ones. Raises DeadlinePassed, and closes the source in every case.

    Pings, unknown events and usage alone do not renew the deadline.
    """
    left = deadlines.first_content
    async with aclosing(source):
        while True:
            before = time.monotonic()
            chunk = await _next(source, left)
            left -= time.monotonic() - before
            match chunk:
                case None:
                    return
                case TextDelta() | ThinkingDelta():
                    if chunk.text:
                        left = deadlines.idle
                        yield replace(chunk, text=_well_formed(chunk.text))
                case Finished():
                    yield chunk
                    await _let_go(source)
                    return
                case _:
                    yield chunk


async def _next(source: AsyncGenerator[Chunk], seconds: float) -> Chunk | None:
    deadline = asyncio.timeout(seconds)
    try:
        async with deadline:
            return await anext(source, None)
    except TimeoutError as exc:
        if deadline.expired():
            raise DeadlinePassed from exc
        raise


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
