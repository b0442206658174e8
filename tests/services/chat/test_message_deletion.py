import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from published import published

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_trash import MessageTrashRepository
from rxchat.domain.errors import NotFound
from rxchat.services.chat.message_deletion import MessageDeletion
from rxchat.services.events import ConversationChanged, EventBus


async def test_each_change_is_announced_and_a_refusal_is_not(database: Database, path: Path) -> None:
    user_id = await UserRepository(database).local_user()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO conversations (id, user_id, title) VALUES (3, ?, 'T')", (user_id,))
        connection.execute("INSERT INTO messages (id, conversation_id, role, content) VALUES (5, 3, 'user', 'Hello')")
    events = EventBus()
    deletion = MessageDeletion(MessageTrashRepository(database), events)
    async with published(events, ConversationChanged) as seen:
        assert (await deletion.delete(user_id, 5)).count == 1
        assert await deletion.restore(user_id, 5) == 3
        with pytest.raises(NotFound):
            await deletion.delete(user_id, 6)
    assert seen == [ConversationChanged(user_id, 3)] * 2
