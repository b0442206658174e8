from collections.abc import Callable

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.summary_repository import SummaryRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.turns import NewTurn

Ask = Callable[..., NewTurn]


async def test_a_summary_is_kept_replaced_and_taken_away(database: Database, messages: MessageRepository, ask: Ask, user_id: int):
    summaries = SummaryRepository(database)
    turn = await messages.begin_turn(ask("Hi"))
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Hello.")
    assert await summaries.get(user_id, turn.reply_id) == ""
    for text in ("A greeting.", "Two greetings. — ü"):
        assert await summaries.put(user_id, turn.reply_id, text) == turn.conversation_id
        saved = await messages.get(user_id, turn.reply_id)
        assert (saved.summary, saved.summary_last_id) == (text, turn.reply_id)
        assert await summaries.get(user_id, turn.reply_id) == text
    with pytest.raises(NotFound):
        await summaries.put(user_id + 1, turn.reply_id, "Theirs.")
    with pytest.raises(NotFound):
        await summaries.get(user_id + 1, turn.reply_id)
    await summaries.put(user_id, turn.reply_id, None)
    saved = await messages.get(user_id, turn.reply_id)
    assert (saved.summary, saved.summary_last_id) == ("", 0)
