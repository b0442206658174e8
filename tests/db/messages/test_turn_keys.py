from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.turn_keys import recall
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.turns import NewTurn, TurnKey

Ask = Callable[..., NewTurn]
Sql = Callable[..., list[tuple[object, ...]]]
KEY = TurnKey.of("a", "Hello")


async def test_a_turn_is_known_by_its_key(messages: MessageRepository, database: Database, ask: Ask, user_id: int):
    turn = await messages.begin_turn(replace(ask(), key=KEY))
    known = await messages.turn_of(user_id, KEY)
    assert known is not None
    assert (known.conversation_id, known.user_message_id, known.reply_id, known.is_new_conversation) == (
        *(turn.conversation_id, turn.user_message_id, turn.reply_id),
        False,
    )
    async with database.session() as session:
        assert await recall(session, user_id, TurnKey.of("b", "Hello")) is None
        assert await recall(session, user_id + 1, KEY) is None
        with pytest.raises(InvalidRequest, match="another message"):
            await recall(session, user_id, TurnKey.of("a", "Hello!"))


async def test_another_answer_has_its_own_key(messages: MessageRepository, ask: Ask, user_id: int):
    turn = await messages.begin_turn(ask())
    messages.release(turn.reply_id)
    again = await messages.retry_turn(user_id, turn.reply_id, "acme", "model-b", key=KEY)
    known = await messages.turn_of(user_id, KEY)
    assert known is not None
    assert (known.user_message_id, known.reply_id) == (turn.user_message_id, again.reply_id)


async def test_a_turn_that_cannot_begin_leaves_no_key(messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql):
    turn = await messages.begin_turn(ask())
    with pytest.raises(InvalidRequest, match="still in progress"):
        await messages.begin_turn(replace(ask(conversation_id=turn.conversation_id), key=KEY))
    assert sql(path, "SELECT count(*) FROM turn_keys") == [(0,)]


async def test_a_key_is_forgotten_with_its_answer(
    messages: MessageRepository, database: Database, ask: Ask, user_id: int, path: Path, sql: Sql
):
    turn = await messages.begin_turn(replace(ask(), key=KEY))
    async with database.transaction() as session:
        await session.execute(delete(MessageRow).where(col(MessageRow.id) == turn.reply_id))
    assert sql(path, "SELECT count(*) FROM turn_keys") == [(0,)]
