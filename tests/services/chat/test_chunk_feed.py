"""Chunks reach their reader together where they came together, and none is lost."""

import asyncio

from rxchat.domain.chunks import TextDelta
from rxchat.services.chat.chunk_feed import ChunkFeed


async def test_what_comes_at_once_is_read_at_once():
    feed, read, has_read = ChunkFeed(), list[list[object]](), asyncio.Event()

    async def follow() -> None:
        async for chunks in feed.frames():
            read.append([*chunks])
            has_read.set()

    reading = asyncio.create_task(follow())
    for text in "ab":
        feed.take(TextDelta(text=text))
    await has_read.wait()
    feed.take(TextDelta(text="c"))
    feed.close()
    await reading
    assert read == [[TextDelta(text="a"), TextDelta(text="b")], [TextDelta(text="c")]]


async def test_an_empty_one_ends():
    feed = ChunkFeed()
    feed.close()
    assert [chunks async for chunks in feed.frames()] == []
