"""An answer in memory and its readers."""

import asyncio
from contextlib import aclosing

from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Frame, Generation

DONE = Outcome(status=MessageStatus.COMPLETE)


def a_generation() -> Generation:
    turn = Turn(conversation_id=1, user_message_id=1, reply_id=2, is_new_conversation=True)
    return Generation(turn=turn, user_id=1, provider="acme", model="a")


async def read(generation: Generation, every: float = 0.0) -> list[Frame]:
    async with aclosing(generation.frames(every)) as frames:
        return [frame async for frame in frames]


async def test_a_reader_gets_everything_and_then_the_end():
    generation = a_generation()
    generation.add(thinking="hm")
    generation.add(text="Hel")
    reader = asyncio.create_task(read(generation))
    await asyncio.sleep(0)
    generation.add(text="lo")
    generation.end(DONE)
    frames = await reader
    assert "".join(frame.text for frame in frames) == "Hello"
    assert "".join(frame.thinking for frame in frames) == "hm"
    assert await generation.ended() is DONE


async def test_a_reader_that_comes_late_starts_at_the_beginning():
    generation = a_generation()
    for piece in ("one ", "two ", "three"):
        generation.add(text=piece)
    generation.end(DONE)
    assert await read(generation) == [Frame("one two three", "")]


async def test_readers_do_not_disturb_one_another():
    generation = a_generation()
    readers = [asyncio.create_task(read(generation)) for _ in range(5)]
    for number in range(50):
        generation.add(text=f"{number} ")
        await asyncio.sleep(0)
    generation.end(DONE)
    texts = {"".join(frame.text for frame in frames) for frames in await asyncio.gather(*readers)}
    assert texts == {generation.text}


async def test_pieces_between_two_frames_come_as_one():
    generation = a_generation()
    reader = asyncio.create_task(read(generation, every=60))
    generation.add(text="first")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(100):
        generation.add(text="x")
    generation.end(DONE)  # a reader at rest is woken by the end, not by the clock
    assert await reader == [Frame("first", ""), Frame("x" * 100, "")]
