"""Which message each message follows."""

from collections.abc import Callable
from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.messages.parents import set_parents

Sql = Callable[..., list[tuple[object, ...]]]


async def test_parents_are_set_and_taken_away_in_one_statement(database: Database, path: Path, sql: Sql, user_id: int):
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for id_, parent in [(1, None), (2, 1), (3, None)]:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, 'user', '', ?)"
        sql(path, insert, id_, parent)
    with database.recorded() as statements:
        async with database.transaction() as session:
            await set_parents(session, {2: None, 3: 2})
            await set_parents(session, {})
    assert sql(path, "SELECT id, parent_message_id FROM messages ORDER BY id") == [(1, None), (2, None), (3, 2)]
    assert len(statements) == 1
