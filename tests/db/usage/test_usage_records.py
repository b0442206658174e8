from collections.abc import Callable
from pathlib import Path

from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.schema.core_tables import MessageRow
from rxchat.db.usage.usage_records import usage_of
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]


async def test_a_row_of_usage_belongs_to_the_person_and_the_time_of_the_call(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
) -> None:
    turn = await messages.begin_turn(ask())
    sql(
        path,
        "UPDATE messages SET created_at = '2025-06-01 10:00:00', cost = '0.25', currency = 'EUR' WHERE id = ?",
        turn.reply_id,
    )
    async with database.transaction() as session:
        await session.execute(usage_of(col(MessageRow.id) == turn.reply_id, MessageStatus.CANCELLED, failure_code="stopped"))
    columns = "user_id, conversation_id, message_id, created_at, cost_estimate, currency, status, failure_code"
    found = sql(path, f"SELECT {columns} FROM usage_tracking")
    assert found == [(user_id, turn.conversation_id, turn.reply_id, "2025-06-01 10:00:00", 0.25, "EUR", "cancelled", "stopped")]
