from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta
from rxchat.domain.errors import InvalidResponse, Overloaded, StreamInterrupted, TimedOut
from rxchat.providers.deadlines import DeadlinePassed
from rxchat.providers.pipeline.attempt import attempt
from rxchat.providers.pipeline.bounds import Bounds

from ..conftest import Played

END = Finished(reason=FinishReason.STOP)


async def _chunks(*items: Chunk | Exception) -> list[Chunk]:
    async def source() -> AsyncGenerator[Chunk]:
        for item in items:
            if isinstance(item, Exception):
                raise item
            yield item

    return [chunk async for chunk in attempt(source(), Played())]


async def test_it_ends_with_its_end_and_its_reasoning_is_told_apart():
    assert await _chunks(TextDelta(text="<think>Hm.</think>Hi"), END) == [ThinkingDelta(text="Hm."), TextDelta(text="Hi"), END]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(DeadlinePassed(), TimedOut), (KeyError("x"), InvalidResponse), (Overloaded("x"), Overloaded)],
)
async def test_every_fault_is_one_of_ours_with_its_providers_name(fault: Exception, kind: type[Exception]):
    with pytest.raises(kind) as raised:
        await _chunks(TextDelta(text="Hi"), fault)
    assert getattr(raised.value, "provider", "") == "played"


async def test_without_an_end_it_is_interrupted():
    with pytest.raises(StreamInterrupted):
        await _chunks(TextDelta(text="Hi"))


@pytest.mark.parametrize("late", [None, StreamInterrupted("x"), InvalidResponse("x")])
async def test_a_reason_for_the_end_is_an_end(late: Exception | None):
    provisional = Finished(reason=FinishReason.LENGTH, raw_reason="length", is_provisional=True)
    chunks = await _chunks(TextDelta(text="Hi"), provisional, *([late] if late else []))
    assert chunks == [TextDelta(text="Hi"), Finished(reason=FinishReason.LENGTH, raw_reason="length")]


async def test_an_error_after_the_reason_is_an_error():
    with pytest.raises(Overloaded):
        await _chunks(TextDelta(text="Hi"), Finished(reason=FinishReason.STOP, is_provisional=True), Overloaded("x"))


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("<thi", [TextDelta(text="<thi")]),
        ("<think>Hm.</th", [ThinkingDelta(text="Hm."), ThinkingDelta(text="</th")]),
    ],
)
async def test_what_is_held_back_is_given_before_an_error(written: str, given: list[Chunk]):
    chunks: list[Chunk] = []

    async def source() -> AsyncGenerator[Chunk]:
        yield TextDelta(text=written)
        raise StreamInterrupted("x")

    async def read() -> None:
        async for chunk in attempt(source(), Played()):
            chunks.append(chunk)

    with pytest.raises(StreamInterrupted):
        await read()
    assert chunks == given


async def test_an_answer_that_is_cut_closes_its_source():
    is_closed = False

    async def endless() -> AsyncGenerator[Chunk]:
        nonlocal is_closed
        try:
            while True:
                yield TextDelta(text="x" * 1000)
        finally:
            is_closed = True

    vendor = Played()
    vendor.bounds = Bounds(text=2500)
    chunks = [chunk async for chunk in attempt(endless(), vendor)]
    assert "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta)) == "x" * 2500
    assert (chunks[-1], is_closed) == (Finished(reason=FinishReason.CUT, raw_reason="0.00238419 MiB"), True)
