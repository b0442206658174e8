from collections.abc import Callable

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.streaming import idle_conversation
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.turns import NewTurn


async def test_a_conversation_is_idle_when_its_answer_has_ended(
    messages: MessageRepository, ask: Callable[..., NewTurn], user_id: int, database: Database
) -> None:
    turn = await messages.begin_turn(ask())
    async with database.transaction() as session:
        with pytest.raises(InvalidRequest, match="still in progress"):
            await idle_conversation(session, user_id, turn.conversation_id, database.open_answers)
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE))
    async with database.transaction() as session:
        idle = await idle_conversation(session, user_id, turn.conversation_id, database.open_answers)
        assert (idle.end_id, idle.settings) == (None, None)
        with pytest.raises(NotFound):
            await idle_conversation(session, user_id + 1, turn.conversation_id, database.open_answers)
