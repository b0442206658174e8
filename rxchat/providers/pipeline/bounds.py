"""Answer bounds: the most that is read of an answer. Beyond it the answer is cut and the connection closed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from rxchat.domain.chunks import (
    Chunk,
    Finished,
    FinishReason,
    Relayed,
    Started,
    TextDelta,
    ThinkingDelta,
    ToolCallDelta,
    UsageUpdate,
)
from rxchat.domain.usage import Usage

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`text` and `thinking` are bytes of UTF-8, `seconds` run from the call to its end."""

    text: int = 4 * MIB
    thinking: int = 4 * MIB
    seconds: float = 3600.0


def bounds_of(mib: int, minutes: int) -> Bounds:
    """The bounds as a person sets them."""
    return Bounds(text=mib * MIB, thinking=mib * MIB, seconds=minutes * 60)


class AnswerMeter:
    """Measures one answer. Past its bounds it gives the piece that still fits, `Finished` as CUT, and nothing more."""

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.monotonic) -> None:
        self._bounds = bounds
        self._clock = clock
        self._ends = clock() + bounds.seconds
        self._text, self._thinking = bounds.text, bounds.thinking
        self._usage = Usage()
        self.is_full = False

    def take(self, chunk: Chunk) -> tuple[Chunk, ...]:
        if self.is_full:
            return ()
        match chunk:
            case Finished():
                return (chunk,)
            case _ if self._clock() > self._ends:
                end = self._cut(f"{self._bounds.seconds / 60:g} minutes")
                return (chunk, end) if isinstance(chunk, TextDelta | ThinkingDelta) else (end,)
            case TextDelta():
                room = self._text
                self._text -= _size(chunk.text)
                return (chunk,) if self._text >= 0 else self._rest(chunk, room, self._bounds.text)
            case ThinkingDelta():
                room = self._thinking
                self._thinking -= _size(chunk.text)
                return (chunk,) if self._thinking >= 0 else self._rest(chunk, room, self._bounds.thinking)
            case UsageUpdate():
                self._usage = chunk.usage
                return (chunk,)
            case ToolCallDelta():
                self._text -= _size(chunk.arguments)
                return (chunk,) if self._text >= 0 else (self._cut(f"{self._bounds.text / MIB:g} MiB"),)
            case Started() | Relayed():
                return (chunk,)

    def _rest(self, chunk: TextDelta | ThinkingDelta, room: int, bound: int) -> tuple[Chunk, ...]:
        fits = chunk.text.encode()[:room].decode("utf-8", "ignore")
        end = self._cut(f"{bound / MIB:g} MiB")
        return (replace(chunk, text=fits), end) if fits else (end,)

    def _cut(self, after: str) -> Finished:
        self.is_full = True
        return Finished(reason=FinishReason.CUT, raw_reason=after, usage=self._usage)


def _size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode())
