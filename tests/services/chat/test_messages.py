"""Saved messages as they are shown."""

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.turns import NewTurn
from rxchat.services.chat.messages import MessageService


async def test_nobody_reads_anothers_messages(database: Database, user: int):
    messages = MessageRepository(database)
    turn = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known")
    )
    service = MessageService(messages)
    assert [message.text for message in (await service.newest(user, turn.conversation_id)).messages] == ["Hi", ""]
    assert (await service.get(user, turn.reply_id)).id == turn.reply_id
    with pytest.raises(NotFound):
        await service.get(user + 1, turn.reply_id)
    with pytest.raises(NotFound):
        await service.newest(user + 1, turn.conversation_id)


@pytest.mark.parametrize(
    ("limit", "texts", "has_earlier"), [(1, ["A2"], True), (3, ["A1", "Q2", "A2"], True), (4, ["Q1", "A1", "Q2", "A2"], False)]
)
async def test_the_newest_are_read_and_whether_there_are_more(
    database: Database, user: int, limit: int, texts: list[str], *, has_earlier: bool
):
    messages, conversation = MessageRepository(database), None
    for number in (1, 2):
        new = NewTurn(user_id=user, conversation_id=conversation, text=f"Q{number}", title="Q", provider="acme", model="known")
        turn = await messages.begin_turn(new)
        await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text=f"A{number}")
        conversation = turn.conversation_id
    assert conversation is not None
    service = MessageService(messages)
    newest = await service.newest(user, conversation, limit=limit)
    assert ([message.text for message in newest.messages], newest.has_earlier, newest.has_later) == (texts, has_earlier, False)
    before = await service.newest(user, conversation, limit=1, before_id=newest.messages[-1].id)
    assert ([message.text for message in before.messages], before.has_earlier, before.has_later) == (["Q2"], True, True)
