from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.turns import begin, begin_again
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
# Two answers in a row, as an adopted file may hold them.
HISTORY = [(1, "user", None), (2, "assistant", None), (3, "assistant", None)]


@pytest.mark.parametrize("message_id", [1, 2, 3])
async def test_another_answer_is_one_to_the_question_before(
    messages: MessageRepository, database: Database, user_id: int, path: Path, sql: Sql, message_id: int
) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    for id_, role, parent in HISTORY:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    async with database.transaction() as session:
        turn = await begin_again(session, user_id, message_id, "acme", "model-a", database.open_answers)
    assert turn.user_message_id == 1
    assert [message.id for message in await messages.list_visible(user_id, 1)] == [1, turn.reply_id]


async def test_a_turn_that_is_rolled_back_was_never_there(
    messages: MessageRepository, ask: Callable[..., NewTurn], database: Database, path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, Outcome(status=MessageStatus.COMPLETE))
    async with database.session() as session:
        await begin(session, ask("Two", first.conversation_id), database.open_answers)
    assert sql(path, "SELECT count(*), max(message_count) FROM messages, conversations") == [(2, 2)]


async def test_a_conversation_of_one_branch_stays_unmarked(
    messages: MessageRepository, ask: Callable[..., NewTurn], path: Path, sql: Sql
) -> None:
    first = await messages.begin_turn(ask("One"))
    await messages.finish(first.reply_id, Outcome(status=MessageStatus.COMPLETE))
    await messages.begin_turn(ask("Two", first.conversation_id))
    assert sql(path, "SELECT current_message_id FROM conversations") == [(None,)]
