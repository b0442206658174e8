"""What the statements add. Who may add, and when, is tested in test_appending.py and test_fence.py."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.growth import Growth, Written, grow, has_replaced
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Ask = Callable[..., NewTurn]


@pytest.fixture
async def answers(messages: MessageRepository, ask: Ask) -> list[int]:
    return [(await messages.begin_turn(ask(f"Question {number}"))).reply_id for number in range(3)]


async def test_each_answer_gets_its_own_piece(database: Database, messages: MessageRepository, answers: list[int], user_id: int):
    texts = ["It's 5 {o'clock}, \\ \"now\"", "zwölf 🙂\u2028", "{1,2}"]
    for thinking in ("", "Hm, NULL"):
        pieces = [Growth(answer, text, thinking) for answer, text in zip(answers, texts, strict=True)]
        assert await database.transact(lambda connection, pieces=pieces: grow(connection, pieces)) == set(answers)
    for answer, text in zip(answers, texts, strict=True):
        saved = await messages.get(user_id, answer)
        assert (saved.text, saved.thinking) == (text * 2, "Hm, NULL")


async def test_a_character_that_postgresql_does_not_have_stands_in_nobodys_way(
    database: Database, messages: MessageRepository, answers: list[int], user_id: int
):
    pieces = [Growth(answers[0], "a\0b", ""), Growth(answers[1], "", "c\0")]
    assert await database.transact(lambda connection: grow(connection, pieces)) == set(answers[:2])
    assert len((await messages.get(user_id, answers[0])).text) == 3


async def test_a_finished_answer_and_one_that_never_was_are_not_among_those_that_grew(
    database: Database, messages: MessageRepository, answers: list[int], user_id: int
):
    await messages.finish(answers[1], Outcome(status=MessageStatus.COMPLETE), text="Over.")
    pieces = [Growth(answer, "more", "") for answer in (*answers, answers[-1] + 1)]
    assert await database.transact(lambda connection: grow(connection, pieces)) == {answers[0], answers[2]}
    assert (await messages.get(user_id, answers[1])).text == "Over."
    assert await database.transact(lambda connection: grow(connection, [])) == set()


@pytest.mark.sqlite
async def test_what_has_not_grown_is_not_written(database: Database, answers: list[int], path: Path, sql: Callable[..., object]):
    await database.transact(lambda connection: grow(connection, [Growth(answers[0], "text", ""), Growth(answers[1], "", "Hm")]))
    assert sql(path, f"SELECT content, thinking FROM messages WHERE id = {answers[0]}") == [("text", None)]


async def test_what_is_doubtful_is_written_over(
    database: Database, messages: MessageRepository, answers: list[int], user_id: int
):
    first, second = Growth(answers[0], "Hello", "Hm"), Growth(answers[0], "lo, world", "m?")
    await database.transact(lambda connection: grow(connection, [first]))
    for _twice in range(2):
        assert await database.transact(lambda connection: has_replaced(connection, second, Written(3, 1)))
    saved = await messages.get(user_id, answers[0])
    assert (saved.text, saved.thinking) == ("Hello, world", "Hm?")
