"""Answers that grow at once. What an append does to one of them is tested in test_message_repository.py."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotSaved
from rxchat.domain.turns import NewTurn

Ask = Callable[..., NewTurn]
Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
async def answers(messages: MessageRepository, ask: Ask) -> list[int]:
    return [(await messages.begin_turn(ask(f"Question {number}"))).reply_id for number in range(4)]


@pytest.fixture
def failures() -> list[Exception]:
    """What the next transactions raise."""
    return []


@pytest.fixture
def transactions(database: Database, monkeypatch: pytest.MonkeyPatch, failures: list[Exception]) -> list[object]:
    """What was written in a transaction of its own."""
    seen: list[object] = []
    transact = database.transact_aside

    async def counted(work: Callable[[Any], Any]) -> Any:
        if failures:
            raise failures.pop()
        seen.append(work)
        return await transact(work)

    monkeypatch.setattr(database, "transact_aside", counted)
    return seen


async def test_answers_that_grow_at_once_share_a_transaction(
    messages: MessageRepository, answers: list[int], transactions: list[object], path: Path, sql: Sql
):
    for piece in ("Hel", "lo"):
        await asyncio.gather(*(messages.append(answer, text=f"{piece}{answer}") for answer in answers))
    assert len(transactions) == 2
    rows = sql(path, "SELECT id, content, thinking FROM messages WHERE role = 'assistant' ORDER BY id")
    assert rows == [(answer, f"Hel{answer}lo{answer}", None) for answer in answers]


async def test_two_pieces_of_one_answer_are_written_one_after_the_other(
    messages: MessageRepository, answers: list[int], transactions: list[object], user_id: int
):
    await asyncio.gather(*(messages.append(answers[0], text=piece) for piece in "abc"), messages.append(answers[1], text="x"))
    assert len(transactions) == 3
    assert [(await messages.get(user_id, answer)).text for answer in answers[:2]] == ["abc", "x"]


async def test_one_that_is_finished_is_refused_alone(
    messages: MessageRepository, answers: list[int], transactions: list[object], user_id: int
):
    await messages.finish(answers[0], Outcome(status=MessageStatus.COMPLETE), text="Over.")
    results = await asyncio.gather(*(messages.append(answer, thinking="Hm") for answer in answers), return_exceptions=True)
    assert [type(result) for result in results] == [InvalidRequest, *[type(None)] * 3]
    assert [(await messages.get(user_id, answer)).thinking for answer in answers] == ["", "Hm", "Hm", "Hm"]


async def test_each_hears_of_a_transaction_that_fails_and_the_next_one_is_written(
    messages: MessageRepository, answers: list[int], transactions: list[object], failures: list[Exception], user_id: int
):
    failures.append(NotSaved("The disk is full."))
    results = await asyncio.gather(*(messages.append(answer, text="lost") for answer in answers), return_exceptions=True)
    assert all(isinstance(result, NotSaved) for result in results)
    await messages.append(answers[1], text="kept")
    assert (await messages.get(user_id, answers[1])).text == "kept"


async def test_who_stops_waiting_leaves_the_others_to_be_written(messages: MessageRepository, answers: list[int], user_id: int):
    leaving, *staying = [asyncio.create_task(messages.append(answer, text="x")) for answer in answers]
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(*staying)
    assert leaving.cancelled()
    assert [(await messages.get(user_id, answer)).text for answer in answers[1:]] == ["x"] * 3
