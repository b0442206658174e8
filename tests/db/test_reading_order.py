from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.engine import Database
from rxchat.db.reading_order import last_visible, newest_visible

Sql = Callable[..., list[tuple[object, ...]]]
# Of each message its id, its role and its parent.
FLAT = [(1, "user", None), (2, "assistant", None), (3, "user", None), (4, "assistant", None), (5, "assistant", None)]
RETRIED = [(1, "user", None), (2, "assistant", 1), (3, "user", 2), (4, "assistant", 3), (5, "assistant", 1), (6, "assistant", 1)]
ODD = [(1, "system", None), (2, "user", None), (3, "tool", 2), (4, "assistant", 2), (5, "user", 4), (6, "user", 4)]


@pytest.mark.parametrize(
    ("history", "expected"), [(FLAT, [1, 2, 3, 4, 5]), (RETRIED, [1, 6, 3, 4]), (ODD, [1, 2, 4, 5, 6]), ([], [])]
)
async def test_what_is_seen_and_in_which_order(
    database: Database, user_id: int, path: Path, sql: Sql, history: list[tuple[int, str, int | None]], expected: list[int]
) -> None:
    for conversation_id in (1, 2):
        sql(path, "INSERT INTO conversations (id, user_id) VALUES (?, ?)", conversation_id, user_id)
    for id_, role, parent in history:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    sql(path, "INSERT INTO messages (id, conversation_id, role, content) VALUES (100, 2, 'user', 'elsewhere')")
    async with database.session() as session:
        newest = list(await session.scalars(newest_visible(1, limit=100)))
        assert newest[::-1] == expected
        assert await session.scalar(last_visible(1)) == (expected[-1] if expected else None)
        for place, id_ in enumerate(expected):
            before = list(await session.scalars(newest_visible(1, limit=2, before_id=id_)))
            assert before[::-1] == expected[max(0, place - 2) : place]
