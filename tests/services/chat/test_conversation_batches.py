import pytest

from rxchat.db.conversations.conversation_batch_repository import ConversationBatchRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.domain.errors import NotFound
from rxchat.services.chat.conversation_batches import ConversationBatchService
from rxchat.services.events import ConversationChanged, EventBus, ProjectsChanged


async def test_each_conversation_of_a_batch_is_announced_once(database: Database, user: int):
    events = EventBus()
    batches = ConversationBatchService(ConversationBatchRepository(database), events)
    conversations = ConversationRepository(database)
    ids = [await conversations.create(user, title="C", provider="acme", model="m") for _ in range(2)]
    expected = (*(ConversationChanged(user, conversation_id) for conversation_id in ids), ProjectsChanged(user))
    with events.subscribe(ConversationChanged, ProjectsChanged) as changes:
        await batches.archive(user, ids)
        assert changes.take() == expected
        await batches.delete(user, ids)
        assert changes.take() == expected
        await batches.restore(user, ids)
        assert changes.take() == expected
        with pytest.raises(NotFound):
            await batches.delete(user + 1, ids)
        assert changes.take() == ()
