"""The text of an answer in memory and its readers."""

import asyncio
from contextlib import aclosing

from rxchat.services.chat.answer_feed import AnswerFeed, Frame


async def read(feed: AnswerFeed, every: float = 0.0) -> list[Frame]:
    async with aclosing(feed.frames(every)) as frames:
        return [frame async for frame in frames]


async def test_a_reader_gets_everything_and_then_the_end():
    feed = AnswerFeed()
    feed.add(thinking="hm")
    feed.add(text="Hel")
    reader = asyncio.create_task(read(feed))
    await asyncio.sleep(0)
    feed.add(text="lo")
    feed.close()
    frames = await reader
    assert "".join(frame.text for frame in frames) == "Hello"
    assert "".join(frame.thinking for frame in frames) == "hm"


async def test_a_reader_that_comes_late_starts_at_the_beginning():
    feed = AnswerFeed()
    for piece in ("one ", "two ", "three"):
        feed.add(text=piece)
    feed.close()
    assert await read(feed) == [Frame("one two three", "")]


async def test_readers_do_not_disturb_one_another():
    feed = AnswerFeed()
    readers = [asyncio.create_task(read(feed)) for _ in range(5)]
    for number in range(50):
        feed.add(text=f"{number} ")
        await asyncio.sleep(0)
    feed.close()
    texts = {"".join(frame.text for frame in frames) for frames in await asyncio.gather(*readers)}
    assert texts == {feed.text}


async def test_pieces_between_two_frames_come_as_one():
    feed = AnswerFeed()
    reader = asyncio.create_task(read(feed, every=60))
    feed.add(text="first")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(100):
        feed.add(text="x")
    feed.close()  # a reader at rest is woken by the end, not by the clock
    assert await reader == [Frame("first", ""), Frame("x" * 100, "")]
