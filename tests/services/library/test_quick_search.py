import sqlite3
from contextlib import closing
from pathlib import Path

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.quick_search_repository import QuickSearchRepository
from rxchat.domain.search import QuickHits
from rxchat.services.library.quick_search import QuickSearchService


async def test_the_conversations_of_all_hits_are_read_at_once(database: Database, path: Path) -> None:
    user_id = await UserRepository(database).local_user()
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in range(1, 6):
            connection.execute("INSERT INTO conversations (id, user_id, title) VALUES (?, ?, 'tulip')", (number, user_id))
            connection.execute("INSERT INTO messages (conversation_id, role, content) VALUES (?, 'user', 'tulip')", (number,))
    search = QuickSearchService(QuickSearchRepository(database), ConversationRepository(database))
    with database.recorded() as statements:
        found, conversations = await search.find(user_id, "tulip", limit=3)
    assert len(statements) == 5
    assert set(conversations) == {hit.conversation_id for hit in (*found.titles, *found.messages)} == {5, 4, 3}
    assert await search.find(user_id, "rose", limit=3) == (QuickHits(), {})
