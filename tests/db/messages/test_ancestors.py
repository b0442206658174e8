"""What a message follows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.ancestors import parent_of_question, question_of, shown_above
from rxchat.domain.errors import InvalidRequest, NotFound

Sql = Callable[..., list[tuple[object, ...]]]
# Of each message its id, its role and its parent. 20 and 21 follow each other, as do 30 to 32, which 33 follows.
HISTORY = [
    (1, "system", None),
    (2, "user", 1),
    (3, "tool", 2),
    (4, "assistant", 3),
    (5, "assistant", 4),
    (6, "user", 5),
    (7, "assistant", 99),
    (20, "assistant", 21),
    (21, "assistant", 20),
    (30, "user", 32),
    (31, "assistant", 30),
    (32, "assistant", 31),
    (33, "user", 31),
]


@pytest.fixture
async def history(database: Database, path: Path, sql: Sql, user_id: int) -> Database:
    for conversation_id, messages in ((1, HISTORY), (2, [(99, "user", None)])):
        sql(path, "INSERT INTO conversations (id, user_id) VALUES (?, ?)", conversation_id, user_id)
        for message in messages:
            insert = "INSERT INTO messages (conversation_id, id, role, content, parent_message_id) VALUES (?, ?, ?, '', ?)"
            sql(path, insert, conversation_id, *message)
    return database


@pytest.mark.parametrize(
    ("message", "shown"),
    [(6, [6, 5, 4, 2, 1]), (2, [2, 1]), (1, [1]), (7, [7]), (99, []), (33, [33, 31, 30]), (32, [32, 31, 30]), (30, [30])],
)
async def test_what_stands_above_leads_to_the_first_message_once(history: Database, message: int, shown: list[int]):
    async with history.session() as session:
        assert await shown_above(session, 1, message) == shown


@pytest.mark.parametrize(("message", "parent"), [(2, 1), (6, 5)])
async def test_another_version_of_a_question_follows_the_same_message(history: Database, message: int, parent: int):
    async with history.session() as session:
        assert await parent_of_question(session, 1, message) == parent
        assert await parent_of_question(session, 2, 99) is None
        for other in (4, 7):
            with pytest.raises(InvalidRequest, match="only edit your own"):
                await parent_of_question(session, 1, other)
        with pytest.raises(NotFound):
            await parent_of_question(session, 1, 99)


@pytest.mark.parametrize(("message", "question"), [(2, 2), (4, 2), (5, 2), (6, 6), (33, 33), (32, 30)])
async def test_an_answer_has_the_last_question_above_it(history: Database, message: int, question: int):
    async with history.session() as session:
        assert await question_of(session, 1, message) == question


@pytest.mark.parametrize("message", [1, 3, 7, 20])
async def test_what_answers_nothing_cannot_be_answered_again(history: Database, message: int):
    async with history.session() as session:
        with pytest.raises(InvalidRequest, match="nothing to retry"):
            await question_of(session, 1, message)
        with pytest.raises(NotFound):
            await question_of(session, 1, 99)


async def test_only_so_much_of_a_long_branch_is_read(database: Database, path: Path, sql: Sql, user_id: int):
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    sql(
        path,
        "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 3000)"
        " INSERT INTO messages (id, conversation_id, role, content, parent_message_id)"
        " SELECT id, 1, 'user', '', nullif(id - 1, 0) FROM n",
    )
    async with database.session() as session:
        assert await shown_above(session, 1, 3000, limit=3) == [3000, 2999, 2998]
        assert len(await shown_above(session, 1, 3000)) == 3000
