from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
DONE = Outcome(status=MessageStatus.COMPLETE)


@pytest.fixture
def choices(database: Database) -> ModelChoiceRepository:
    return ModelChoiceRepository(database)


async def test_a_choice_is_remembered_until_the_next_answer_begins(
    choices: ModelChoiceRepository, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    conversation = turn.conversation_id
    assert await choices.get(user_id, conversation) == ""
    await choices.put(user_id, conversation, "acme:other")
    await messages.finish(turn.reply_id, DONE, text="Hello")  # an answer under way then ends, which changes nothing
    assert await choices.get(user_id, conversation) == "acme:other"
    again = await messages.retry_turn(user_id, turn.reply_id, "acme", "third")
    assert await choices.get(user_id, conversation) == ""
    await messages.finish(again.reply_id, DONE)
    await choices.put(user_id, conversation, "acme:other")
    await messages.begin_turn(ask("More", conversation))
    assert await choices.get(user_id, conversation) == ""


async def test_other_settings_of_the_conversation_stay(
    choices: ModelChoiceRepository, messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, path: Path, sql: Sql
) -> None:
    turn = await messages.begin_turn(ask())
    sql(path, "UPDATE conversations SET settings = ?", '{"temperature": 0.5}')
    await choices.put(user_id, turn.conversation_id, "acme:other")
    ((settings,),) = sql(path, "SELECT settings FROM conversations")
    assert '"temperature": 0.5' in str(settings)
    for unreadable in ("not JSON", "[]", '{"choice": "acme:x"}'):
        sql(path, "UPDATE conversations SET settings = ?", unreadable)
        assert await choices.get(user_id, turn.conversation_id) == ""


async def test_nobody_else_reads_or_makes_it(
    choices: ModelChoiceRepository, messages: MessageRepository, ask: Callable[..., NewTurn], stranger_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    with pytest.raises(NotFound):
        await choices.get(stranger_id, turn.conversation_id)
    with pytest.raises(NotFound):
        await choices.put(stranger_id, turn.conversation_id, "acme:x")
