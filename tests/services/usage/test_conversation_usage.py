import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.conversation_usage_repository import ConversationUsageRepository
from rxchat.db.database import Database
from rxchat.domain.errors import NotFound
from rxchat.domain.usage_reports import UsageFigures
from rxchat.services.usage.conversation_usage import ConversationUsage


async def test_a_new_conversation_took_nothing(database: Database) -> None:
    user_id = await UserRepository(database).local_user()
    made = await ConversationRepository(database).create(user_id, title="T", provider="acme", model="m")
    usage = ConversationUsage(ConversationUsageRepository(database))
    assert await usage.total(user_id, made) == UsageFigures()
    with pytest.raises(NotFound):
        await usage.total(user_id, made + 1)
