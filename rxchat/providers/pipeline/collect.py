"""Collecting: folds a stream of chunks into a complete reply."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from rxchat.domain.chunks import Chunk, Finished, Reply, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.usage import Usage


async def reply_of(stream: AsyncGenerator[Chunk], model: str) -> Reply:
    """What the chunks add up to; `model` where the vendor names none. The stream ends with `Finished` or raises."""
    started, usage, finished = Started(), Usage(), None
    text: list[str] = []
    thinking: list[str] = []
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            match chunk:
                case Started():
                    started = chunk
                case TextDelta():
                    text.append(chunk.text)
                case ThinkingDelta():
                    thinking.append(chunk.text)
                case UsageUpdate():
                    usage = chunk.usage
                case Finished():
                    finished = chunk
                case _:
                    continue
    assert finished is not None
    return Reply(
        id=started.id,
        model=started.model or model,
        text="".join(text),
        thinking="".join(thinking),
        reason=finished.reason,
        raw_reason=finished.raw_reason,
        usage=usage if finished.usage == Usage() else finished.usage,
    )
