from collections.abc import Awaitable, Callable

import pytest

from rxchat.db.conversations.conversation_batch_repository import ConversationBatchRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.errors import NotFound

EVERYTHING = ConversationFilter(is_archived=None)


@pytest.fixture
def batches(database: Database) -> ConversationBatchRepository:
    return ConversationBatchRepository(database)


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    return ConversationRepository(database)


async def made(conversations: ConversationRepository, user_id: int, count: int) -> list[int]:
    return [await conversations.create(user_id, title=f"C{number}", provider="acme", model="m") for number in range(count)]


async def test_a_batch_with_somebody_elses_conversation_changes_nothing(
    database: Database,
    batches: ConversationBatchRepository,
    conversations: ConversationRepository,
    user_id: int,
    stranger_id: int,
):
    mine, theirs = await made(conversations, user_id, 2), await made(conversations, stranger_id, 1)
    attempts: list[Callable[[list[int]], Awaitable[None]]] = [
        lambda ids: batches.archive(user_id, ids),
        lambda ids: batches.delete(user_id, ids),
        lambda ids: batches.restore(user_id, ids),
    ]
    for attempt in attempts:
        for strange in (theirs[0], 10**9):
            with pytest.raises(NotFound, match="Conversation not found"):
                await attempt([*mine, strange])
    for owner, ids in ((user_id, mine), (stranger_id, theirs)):
        found = await conversations.list_recent(owner, wanted=EVERYTHING)
        assert {(one.id, one.project_id, one.is_archived) for one in found} == {(one, None, False) for one in ids}


async def test_what_was_deleted_together_is_restored_together(
    batches: ConversationBatchRepository, conversations: ConversationRepository, user_id: int
):
    ids = await made(conversations, user_id, 3)
    await batches.delete(user_id, ids)
    assert await conversations.list_recent(user_id) == []
    await batches.restore(user_id, ids)
    assert len(await conversations.list_recent(user_id)) == 3
    await batches.archive(user_id, ids[:2])
    assert [one.id for one in await conversations.list_recent(user_id)] == ids[2:]
    await batches.archive(user_id, ids[:2], is_archived=False)
    assert len(await conversations.list_recent(user_id)) == 3


@pytest.mark.sqlite
@pytest.mark.parametrize("count", [1, 500])
async def test_a_batch_takes_as_many_statements_as_one_conversation(
    database: Database, batches: ConversationBatchRepository, conversations: ConversationRepository, user_id: int, count: int
):
    first = await conversations.create(user_id, title="C", provider="acme", model="m")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    chosen = "SELECT user_id, title FROM conversations, n WHERE id = ? AND i <= ?"
    copies = f"INSERT INTO conversations (user_id, title) {numbers} {chosen}"
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql(copies, (count, first, count))
    ids = [one.id for one in await conversations.list_recent(user_id, limit=count)]
    assert len(ids) == count
    with database.recorded() as statements:
        await batches.archive(user_id, ids)
        await batches.delete(user_id, ids)
        await batches.restore(user_id, ids)
    assert len(statements) == 3
