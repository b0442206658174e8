"""Answers that are written on one worker and read on another, with a line between them that loses what it's told to lose."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, cast

import pytest
from bus_workers import until
from line import Line

from rxchat.cluster.messages import Frames, Message, Stop
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.running_replies import RunningReplies
from rxchat.services.workers import answer_relay, live_answers
from rxchat.services.workers.answer_relay import AnswerRelay
from rxchat.services.workers.live_answers import LiveAnswers
from rxchat.services.workers.remote_generation import RemoteGeneration

OVER = Outcome(status=MessageStatus.COMPLETE)


def turn_of(reply_id: int) -> Turn:
    return Turn(conversation_id=reply_id, user_message_id=3, reply_id=reply_id, is_new_conversation=False, history=())


class Here:
    """The generations of a worker, as far as a relay knows them."""

    def __init__(self) -> None:
        self.running: dict[int, Generation] = {}
        self.here = RunningReplies(self.running)
        self.stopped: list[int] = []

    def start(self, reply_id: int) -> Generation:
        return self.running.setdefault(reply_id, Generation(turn=turn_of(reply_id), user_id=1, provider="acme", model="m"))

    def stop_marked(self, reply_ids: list[int]) -> None:
        self.stopped += reply_ids


class Workers:
    """One that writes and one that reads. A third writes nothing and reads nothing."""

    def __init__(self) -> None:
        self.line = Line()
        self.here, self.idle = Here(), Here()
        self.read: dict[int, RemoteGeneration] = {}
        self.relay = AnswerRelay(self.line.bus("writer"), cast(GenerationService, self.here))
        self.live = LiveAnswers(self.line.bus("reader"), lambda: self.read, self.read.get)
        AnswerRelay(self.line.bus("idle"), cast(GenerationService, self.idle))

    def follow(self, reply_id: int) -> RemoteGeneration:
        made = RemoteGeneration(turn=turn_of(reply_id), user_id=1, provider="acme", model="m")
        self.read[reply_id] = made
        self.live.ask()
        return made

    def is_live(self, reply_id: int) -> Callable[[], bool]:
        return lambda: self.live.is_live(reply_id)


@pytest.fixture
async def workers() -> AsyncGenerator[Workers]:
    made = Workers()
    tasks = [asyncio.create_task(each.run()) for each in (made.relay, made.live)]
    yield made
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def read(generation: Generation) -> str:
    async with aclosing(generation.frames()) as frames:
        return "".join([frame.text async for frame in frames])


async def test_what_is_written_on_one_worker_is_read_on_another(workers: Workers):
    answer = workers.here.start(1)
    answer.add(text="Hel", thinking="Hm.")
    there = workers.follow(1)
    await until(lambda: there.written == "Hel")
    answer.add(text="lo")
    answer.add(text=".")
    await until(lambda: there.written == "Hello.")
    assert there.thinking == "Hm."
    assert workers.live.is_live(1)


async def test_what_is_read_where_it_is_written_costs_the_line_nothing(workers: Workers):
    answer = workers.here.start(1)
    reading = asyncio.create_task(read(answer))
    for _ in range(100):
        answer.add(text="word ")
        await asyncio.sleep(0)
    answer.end(OVER)
    assert await reading == "word " * 100
    assert workers.line.carried == {}


async def test_many_words_at_once_are_one_message(workers: Workers):
    answers = [workers.here.start(number) for number in range(20)]
    there = [workers.follow(number) for number in range(20)]
    await until(lambda: all(workers.live.is_live(number) for number in range(20)))
    before = workers.line.carried["Frames"]
    for answer in answers:
        answer.add(text="word")
    await until(lambda: all(each.written == "word" for each in there))
    assert workers.line.carried["Frames"] - before <= 3


async def test_lost_messages_are_asked_for_again(workers: Workers):
    answer, lost = workers.here.start(1), list[Message]()

    def loses(message: Message) -> bool:
        has_words = isinstance(message, Frames) and any(frame.text for frame in message.frames)
        if has_words and len(lost) < 3:
            lost.append(message)
        return has_words and lost[-1] is message

    workers.line.is_lossy = loses
    there = workers.follow(1)
    for number in range(6):
        answer.add(text=f"word {number} ")
        await until(lambda number=number: there.written.endswith(f"word {number} "))
    assert there.written == answer.written
    assert len(lost) == 3


async def test_a_cut_line_is_noticed_at_once_and_used_again(workers: Workers):
    answer, there = workers.here.start(1), workers.follow(1)
    answer.add(text="one ")
    await until(lambda: there.written == "one ")
    workers.line.is_cut = True
    assert not workers.live.is_live(1)
    answer.add(text="two ")
    there.fill(text="two ", text_at=4, thinking="", thinking_at=0)  # from the database
    answer.add(text="three ")
    await asyncio.sleep(0)
    workers.line.is_cut = False
    await until(lambda: there.written == "one two three ")
    assert workers.live.is_live(1)


async def test_who_is_not_heard_of_is_not_live(workers: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live_answers, "LIVE_SECONDS", 0.05)
    workers.here.start(1)
    workers.follow(1)
    await until(workers.is_live(1))
    workers.line.is_lossy = lambda message: isinstance(message, Frames)
    await until(lambda: not workers.live.is_live(1))


async def test_who_asks_no_more_gets_no_more(workers: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answer_relay, "FOLLOW_SECONDS", 0.0)
    answer = workers.here.start(1)
    there = workers.follow(1)
    await until(lambda: workers.line.carried["Follow"] > 0)
    answer.add(text="one")
    await asyncio.sleep(0.05)
    assert there.written == ""


async def test_readers_that_have_left_are_told_apart(workers: Workers):
    answer = workers.here.start(1)
    workers.follow(1)
    await until(workers.is_live(1))
    del workers.read[1]
    workers.live.ask()
    before = workers.line.carried["Follow"]
    await until(lambda: workers.line.carried["Follow"] > before)
    await asyncio.sleep(0)
    sent = workers.line.carried["Frames"]
    for _ in range(10):
        answer.add(text="word ")
        await asyncio.sleep(0)
    assert workers.line.carried["Frames"] == sent


async def test_a_stop_reaches_who_writes_the_answer(workers: Workers):
    await workers.live.stop(5)
    assert workers.here.stopped == workers.idle.stopped == [5]
    assert workers.line.carried == {"Stop": 2}
    assert Stop(5).reply_id == 5


async def test_everything_arrives_whatever_is_lost(workers: Workers):
    """Every third message of any kind is lost, and the answers grow all the while."""
    count = iter(range(10_000))
    workers.line.is_lossy = lambda _message: next(count) % 3 == 0
    answers: list[Any] = [workers.here.start(number) for number in range(5)]
    there = [workers.follow(number) for number in range(5)]
    for number in range(100):
        answers[number % 5].add(text=f"word {number} ")
        await asyncio.sleep(0.001)
    await until(lambda: all(mine.written == theirs.written for mine, theirs in zip(answers, there, strict=True)))
