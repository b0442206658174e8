from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta
from rxchat.domain.errors import InvalidResponse, Overloaded, StreamInterrupted, TimedOut
from rxchat.providers.deadlines import DeadlinePassed
from rxchat.providers.pipeline.attempt import attempt

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
