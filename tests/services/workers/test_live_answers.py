"""How answers come is in test_answer_relay.py; here, what is asked of the others."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from bus_workers import until
from line import Line

from rxchat.cluster.messages import Follow, Frames, Message, Position, ReplyFrame
from rxchat.domain.turns import Turn
from rxchat.services.workers.live_answers import LiveAnswers
from rxchat.services.workers.remote_generation import RemoteGeneration


class Reader:
    def __init__(self) -> None:
        self.line = Line()
        self.read: dict[int, RemoteGeneration] = {}
        self.live = LiveAnswers(self.line.bus("reader"), lambda: self.read, self.read.get)
        self.asked: list[Message] = []
        self.other = self.line.bus("other")
        self.other.hear(lambda _sender, message: self.asked.append(message))

    def follow(self, reply_id: int, have: str = "") -> RemoteGeneration:
        turn = Turn(conversation_id=1, user_message_id=3, reply_id=reply_id, is_new_conversation=False, history=())
        made = self.read[reply_id] = RemoteGeneration(turn=turn, user_id=1, provider="acme", model="m")
        made.add(text=have)
        self.live.ask()
        return made


@pytest.fixture
async def reader() -> AsyncGenerator[Reader]:
    made = Reader()
    task = asyncio.create_task(made.live.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_it_asks_for_everything_that_is_read_from_where_it_is(reader: Reader):
    reader.follow(1, "Hel")
    reader.follow(2)
    await until(lambda: reader.asked == [Follow((Position(1, 3, 0), Position(2, 0, 0)))])
    reader.read.clear()
    reader.live.ask()
    await until(lambda: reader.asked[1:] == [Follow(())])


async def test_without_readers_nothing_is_asked(reader: Reader):
    await asyncio.sleep(0.05)
    assert reader.asked == []


async def test_a_gap_is_asked_for_at_once_and_what_comes_twice_is_cut(reader: Reader):
    there = reader.follow(1, "one ")
    await until(lambda: len(reader.asked) == 1)
    await reader.other.send("reader", Frames((ReplyFrame(1, 8, "three", 0, ""),)))
    assert (there.written, reader.live.is_live(1)) == ("one ", False)
    await until(lambda: reader.asked[1:] == [Follow((Position(1, 4, 0),))])
    await reader.other.send("reader", Frames((ReplyFrame(1, 0, "one two three", 0, "Hm."), ReplyFrame(9, 0, "?", 0, ""))))
    assert (there.written, there.thinking, reader.live.is_live(1)) == ("one two three", "Hm.", True)
