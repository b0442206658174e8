"""Saving an answer while it comes in."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from rxchat.domain.artifacts import Artifact
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.reasoning import AnswerParts
from rxchat.services.chat import persister as module
from rxchat.services.chat.persister import FLUSH_CHARACTERS, AnswerPersister

DONE = Outcome(status=MessageStatus.COMPLETE)


class Store:
    """A reply in memory that can refuse to be written."""

    def __init__(self, failures: int = 0) -> None:
        self.text = self.thinking = ""
        self.outcome: Outcome | None = None
        self.appends = 0
        self.failures = failures
        self.changed = asyncio.Event()

    async def append(self, message_id: int, *, text: str = "", thinking: str = "") -> None:
        assert message_id == 7
        self.appends += 1
        self.changed.set()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.text += text
        self.thinking += thinking

    async def finish(
        self,
        message_id: int,
        outcome: Outcome,
        *,
        text: str = "",
        thinking: str = "",
        whole: AnswerParts | None = None,
        artifacts: Sequence[Artifact] = (),
    ) -> None:
        assert (message_id, artifacts) == (7, ())
        self.text, self.thinking = whole or (self.text + text, self.thinking + thinking)
        self.outcome = outcome


async def test_what_came_is_saved_before_the_end():
    store = Store()
    persister = AnswerPersister(store, 7)
    persister.add(text="Hello", thinking="hm")
    await store.changed.wait()
    assert (store.text, store.thinking) == ("Hello", "hm")
    await persister.finish(DONE)
    assert store.outcome is DONE


async def test_two_kilobytes_do_not_wait_for_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "FLUSH_SECONDS", 3600)
    store = Store()
    persister = AnswerPersister(store, 7)
    persister.add(text="x" * FLUSH_CHARACTERS)
    async with asyncio.timeout(30):
        await store.changed.wait()
    await persister.finish(DONE)
    assert len(store.text) == FLUSH_CHARACTERS


async def test_it_is_saved_as_often_as_was_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "FLUSH_SECONDS", 3600)
    store = Store()
    persister = AnswerPersister(store, 7, every=0.02)
    persister.add(text="Hello")
    async with asyncio.timeout(30):
        await store.changed.wait()
    await persister.finish(DONE)
    assert (store.text, store.appends) == ("Hello", 1)


async def test_an_answer_shorter_than_an_interval_is_saved_once():
    store = Store()
    persister = AnswerPersister(store, 7)
    persister.add(text="short")
    await persister.finish(DONE)
    assert (store.text, store.appends) == ("short", 0)


async def test_an_answer_of_which_nothing_comes_wakes_nobody(monkeypatch: pytest.MonkeyPatch):
    loop = asyncio.get_running_loop()
    persister = AnswerPersister(Store(), 7, every=0.01)
    timers: list[float] = []
    set_timer = loop.call_at

    def call_at(when: float, *arguments: object, **named: object) -> asyncio.TimerHandle:
        timers.append(when)
        return set_timer(when, *arguments, **named)  # pyright: ignore[reportArgumentType, reportCallIssue]

    with monkeypatch.context() as patch:
        patch.setattr(loop, "call_at", call_at)
        await asyncio.to_thread(time.sleep, 0.05)  # five intervals
    await persister.finish(DONE)
    assert timers == []


async def test_a_save_that_fails_is_made_up_for_by_the_next():
    store = Store(failures=1)
    persister = AnswerPersister(store, 7)
    persister.add(text="one ")
    await store.changed.wait()
    persister.add(text="two")
    await persister.finish(DONE)
    assert store.text == "one two"


async def test_an_answer_that_is_settled_as_a_whole_is_saved_as_that():
    store = Store()
    persister = AnswerPersister(store, 7)
    persister.add(text="Hm.</think>Hello")
    await persister.finish(Outcome(status=MessageStatus.COMPLETE), AnswerParts("Hello", "Hm."))
    assert (store.text, store.thinking) == ("Hello", "Hm.")
