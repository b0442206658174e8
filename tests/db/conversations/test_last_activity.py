from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from rxchat.db.conversations.last_activity import ACTIVE_AT, ACTIVE_SECOND, IS_AHEAD, moments
from rxchat.db.database import Database
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow

Sql = Callable[..., list[tuple[object, ...]]]

NOW = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)


def test_the_order_of_the_list_is_that_of_its_index(path: Path, sql: Sql) -> None:
    query = select(col(ConversationRow.id)).where(*owned_by(1)).order_by(ACTIVE_SECOND.desc())
    plan = str(sql(path, f"EXPLAIN QUERY PLAN {query.compile(compile_kwargs={'literal_binds': True})}"))
    assert "ix_conversations_recent" in plan
    assert "TEMP B-TREE" not in plan


async def test_a_time_in_the_future_is_replaced_by_the_latest_message_before_now(
    database: Database, user_id: int, path: Path, sql: Sql
) -> None:
    new = "INSERT INTO conversations (id, user_id, created_at, last_message_at) VALUES (?, ?, ?, ?)"
    sql(path, new, 1, user_id, "2026-01-01 00:00:00", "2026-06-01 12:01:00")  # within the tolerance for a clock that is set back
    sql(path, new, 2, user_id, "2026-01-02 00:00:00", "2040-01-01 00:00:00")
    sql(path, new, 3, user_id, "2040-01-01 00:00:00", "2040-01-01 00:00:00")
    for moment in ("2026-03-01 00:00:00", "2026-04-01 00:00:00", "2040-01-01 00:00:00"):
        sql(path, "INSERT INTO messages (conversation_id, role, content, created_at) VALUES (2, 'user', '', ?)", moment)
    query = select(IS_AHEAD, ACTIVE_AT).order_by(col(ConversationRow.id))
    async with database.session() as session:
        found = [tuple(row) for row in await session.execute(query, moments(NOW))]
    assert found == [
        (False, datetime(2026, 6, 1, 12, 1, tzinfo=UTC)),
        (True, datetime(2026, 4, 1, tzinfo=UTC)),
        (True, datetime(2026, 1, 2, tzinfo=UTC)),  # as old as its neighbour
    ]
