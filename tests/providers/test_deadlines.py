import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.usage import Usage
from rxchat.providers.deadlines import DeadlinePassed, Deadlines, Flood, heard, paced

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


async def test_usage_does_not_renew_the_deadline():
    async def chatter() -> AsyncGenerator[Chunk]:
        while True:
            await asyncio.sleep(0.01)
            yield UsageUpdate(usage=Usage())

    with pytest.raises(DeadlinePassed):
        await asyncio.wait_for(_all(chatter(), Deadlines(first_content=0.1, patience=1_000)), 30)


async def _alive(seconds: float, *, is_silent: bool) -> AsyncGenerator[Chunk]:
    """A vendor that shows life for so long before its answer: by empty text, or by what makes no chunk at all."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        await asyncio.sleep(0.01)
        heard(is_life=True)
        if not is_silent:
            yield ThinkingDelta(text="")
    yield TextDelta(text="a")
    yield END


@pytest.mark.parametrize("is_silent", [True, False])
async def test_signs_of_life_renew_the_deadline_but_not_for_ever(is_silent: bool):
    assert await _all(_alive(0.9, is_silent=is_silent), Deadlines(first_content=0.3, patience=100)) == [TextDelta(text="a"), END]
    started = time.monotonic()
    with pytest.raises(DeadlinePassed):
        await _all(_alive(30, is_silent=is_silent), Deadlines(first_content=0.3, patience=2))
    assert 0.5 < time.monotonic() - started < 25  # it would go on for 30


def test_a_sign_of_life_that_nobody_waits_for_is_nothing():
    heard(is_life=True)


@pytest.mark.parametrize("is_life", [True, False])
async def test_a_flood_of_lines_is_left_and_many_lines_with_words_are_not(is_life: bool):
    async def flood(words_every: int) -> AsyncGenerator[Chunk]:
        for line in range(1, 100_000):
            heard(is_life=is_life)
            if line % words_every == 0:
                yield TextDelta(text="a")
        yield END

    assert len(await _all(flood(10_000), Deadlines())) == 10
    with pytest.raises(Flood):
        await _all(flood(60_000), Deadlines())


async def test_after_a_provisional_end_usage_is_waited_for_and_silence_is_none():
    provisional = replace(END, is_provisional=True)
    usage = UsageUpdate(usage=Usage(output_tokens=7))
    expected = [usage, replace(END, usage=usage.usage)]
    assert await _all(_source(provisional, usage), Deadlines()) == expected
    assert await _all(_source(provisional, usage, 30.0), Deadlines(idle=0.05)) == expected
    text = TextDelta(text="late")
    assert await _all(_source(provisional, text, provisional), Deadlines()) == [text, END]


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
