"""Saved messages as they are shown."""

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.turns import NewTurn
from rxchat.services.chat.messages import MessageService


async def test_nobody_reads_anothers_messages(database: Database, user: int):
    messages = MessageRepository(database)
    turn = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known")
    )
    service = MessageService(messages)
    assert [message.text for message in await service.list_visible(user, turn.conversation_id)] == ["Hi", ""]
    assert (await service.get(user, turn.reply_id)).id == turn.reply_id
    with pytest.raises(NotFound):
        await service.get(user + 1, turn.reply_id)
    with pytest.raises(NotFound):
        await service.list_visible(user + 1, turn.conversation_id)
