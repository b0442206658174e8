"""Answer bounds: the most that is read of an answer. Beyond it the answer is cut and the connection closed."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta, UsageUpdate
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


async def bounded(
    source: AsyncGenerator[Chunk], bounds: Bounds, clock: Callable[[], float] = time.monotonic
) -> AsyncGenerator[Chunk]:
    """The chunks within the bounds; past them, the piece that still fits and `Finished` as CUT. Closes the source."""
    ends = clock() + bounds.seconds
    left: dict[type[Chunk], int] = {TextDelta: bounds.text, ThinkingDelta: bounds.thinking}
    usage = Usage()
    async with aclosing(source):
        async for chunk in source:
            cut = f"{bounds.seconds / 60:g} minutes" if clock() > ends and not isinstance(chunk, Finished) else ""
            if isinstance(chunk, TextDelta | ThinkingDelta) and not cut:
                said = chunk.text.encode()
                room = left[type(chunk)]
                left[type(chunk)] = room - len(said)
                if len(said) > room:
                    cut = f"{(bounds.text if isinstance(chunk, TextDelta) else bounds.thinking) / MIB:g} MiB"
                    chunk = replace(chunk, text=said[:room].decode("utf-8", "ignore"))
            elif isinstance(chunk, UsageUpdate):
                usage = chunk.usage
            if not cut:
                yield chunk
                continue
            if isinstance(chunk, TextDelta | ThinkingDelta) and chunk.text:
                yield chunk
            yield Finished(reason=FinishReason.CUT, raw_reason=cut, usage=usage)
            return
