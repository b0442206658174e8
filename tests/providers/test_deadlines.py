import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, UsageUpdate
from rxchat.domain.usage import Usage
from rxchat.providers._deadlines import DeadlinePassed, Deadlines, paced

END = Finished(reason=FinishReason.STOP)


async def _source(*chunks: Chunk | float) -> AsyncGenerator[Chunk]:
    """The chunks; a number is a silence of so many seconds."""
    for chunk in chunks:
        if isinstance(chunk, int | float):
            await asyncio.sleep(chunk)
        else:
            yield chunk


async def _all(source: AsyncGenerator[Chunk], deadlines: Deadlines) -> list[Chunk]:
    return [chunk async for chunk in paced(source, deadlines)]


async def test_everything_up_to_finished_comes_through():
    text = TextDelta(text="a")
    assert await _all(_source(Started(), text, END, text), Deadlines()) == [Started(), text, END]


async def test_silence_before_content_runs_out():
    with pytest.raises(DeadlinePassed):
        await _all(_source(Started(), 30.0), Deadlines(first_content=0.05))


async def test_silence_after_content_runs_out_by_its_own_deadline():
    with pytest.raises(DeadlinePassed):
        await _all(_source(TextDelta(text="a"), 30.0), Deadlines(first_content=60, idle=0.05))


async def test_usage_and_empty_text_do_not_renew_the_deadline():
    async def chatter() -> AsyncGenerator[Chunk]:
        while True:
            await asyncio.sleep(0.01)
            yield UsageUpdate(usage=Usage())
            yield TextDelta(text="")

    with pytest.raises(DeadlinePassed):
        await asyncio.wait_for(_all(chatter(), Deadlines(first_content=0.1)), 5)


async def test_a_slow_reader_does_not_use_up_the_vendors_time():
    seen = 0
    async for _ in paced(_source(*[TextDelta(text="a")] * 3, END), Deadlines(first_content=0.1, idle=0.1)):
        seen += 1
        time.sleep(0.12)  # noqa: ASYNC251 the reader is busy, not waiting for anything
    assert seen == 4


async def test_a_timeout_of_the_source_itself_is_not_taken_for_a_deadline():
    async def failing() -> AsyncGenerator[Chunk]:
        yield Started()
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        await _all(failing(), Deadlines())


async def test_half_a_surrogate_pair_becomes_a_replacement_character():
    chunks = await _all(_source(TextDelta(text="a\ud83d"), TextDelta(text="ok 🙂"), END), Deadlines())
    assert chunks == [TextDelta(text="a\ufffd"), TextDelta(text="ok 🙂"), END]


async def test_closing_it_closes_the_source():
    closed = False

    async def endless() -> AsyncGenerator[Chunk]:
        nonlocal closed
        try:
            while True:
                yield TextDelta(text="a")
        finally:
            closed = True

    chunks = paced(endless(), Deadlines())
    await anext(chunks)
    await chunks.aclose()
    assert closed
