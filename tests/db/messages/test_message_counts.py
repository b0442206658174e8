from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
DONE = Outcome(status=MessageStatus.COMPLETE)
COUNTS_TOO = """
    CREATE TRIGGER counts_too AFTER INSERT ON messages BEGIN
        UPDATE conversations SET message_count = message_count + 1 WHERE id = new.conversation_id;
    END"""


@pytest.mark.sqlite
@pytest.mark.parametrize("has_trigger", [False, True])
async def test_messages_are_counted_once_also_where_a_trigger_counts_them(
    database: Database, messages: MessageRepository, ask: Callable[..., NewTurn], path: Path, sql: Sql, has_trigger: bool
) -> None:
    if has_trigger:
        sql(path, COUNTS_TOO)

    def count(conversation_id: int) -> object:
        return sql(path, "SELECT message_count FROM conversations WHERE id = ?", conversation_id)[0][0]

    turn = await messages.begin_turn(ask())
    assert count(turn.conversation_id) == 2
    await messages.finish(turn.reply_id, DONE)
    again = await messages.begin_turn(ask("And?", turn.conversation_id))
    await messages.finish(again.reply_id, DONE)
    retried = await messages.retry_turn(ask().user_id, again.reply_id, "acme", "model-a")
    await messages.finish(retried.reply_id, DONE)
    assert count(turn.conversation_id) == 5
    copy = await ConversationRepository(database).duplicate(ask().user_id, turn.conversation_id)
    assert count(copy.id) == 5
    assert count(turn.conversation_id) == 5
