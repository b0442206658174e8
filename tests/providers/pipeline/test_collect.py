from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Reply, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import StreamInterrupted
from rxchat.domain.usage import Usage
from rxchat.providers.pipeline.collect import reply_of


async def _stream(*chunks: Chunk) -> AsyncGenerator[Chunk]:
    for chunk in chunks:
        yield chunk


async def test_chunks_add_up_to_a_reply():
    usage = Usage(input_tokens=1, output_tokens=2)
    end = Finished(reason=FinishReason.LENGTH, raw_reason="max_tokens", usage=usage)
    stream = _stream(
        Started(id="1", model="m"),
        ThinkingDelta(text="h"),
        ThinkingDelta(text="m"),
        TextDelta(text="a"),
        TextDelta(text="b"),
        end,
    )
    assert await reply_of(stream, "asked") == Reply(
        id="1", model="m", text="ab", thinking="hm", reason=FinishReason.LENGTH, raw_reason="max_tokens", usage=usage
    )


async def test_the_last_usage_counts_when_the_end_has_none():
    first, last = Usage(output_tokens=1), Usage(output_tokens=9)
    end = Finished(reason=FinishReason.STOP)
    reply = await reply_of(_stream(Started(), UsageUpdate(usage=first), UsageUpdate(usage=last), end), "asked")
    assert reply.usage == last
    assert reply.model == "asked"


async def test_a_failed_stream_raises():
    async def failing() -> AsyncGenerator[Chunk]:
        yield TextDelta(text="a")
        raise StreamInterrupted("gone")

    with pytest.raises(StreamInterrupted):
        await reply_of(failing(), "asked")
