from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.conversation_usage_repository import ConversationUsageRepository
from rxchat.db.database import Database
from rxchat.domain.errors import NotFound
from rxchat.domain.usage_reports import UsageFigures

Sql = Callable[..., list[tuple[object, ...]]]
Add = Callable[..., None]


@pytest.fixture
def conversations(path: Path, user_id: int, stranger_id: int, sql: Sql) -> None:
    for number, person in ((1, user_id), (2, user_id), (3, stranger_id)):
        sql(path, "INSERT INTO conversations (id, user_id, title) VALUES (?, ?, 'T')", number, person)


@pytest.mark.usefixtures("conversations")
async def test_the_calls_of_one_conversation_are_summed_with_one_statement(
    database: Database, add: Add, user_id: int, stranger_id: int
) -> None:
    add(conversation_id=1, input_tokens=100, output_tokens=20)
    add(conversation_id=1, input_tokens=50, output_tokens=5, cost_estimate=1.5)
    add(conversation_id=1, cost_estimate=None)
    add(conversation_id=2, input_tokens=7)
    add(conversation_id=None, input_tokens=7)
    add(conversation_id=1, input_tokens=7, user_id=stranger_id)
    usage = ConversationUsageRepository(database)
    with database.recorded() as statements:
        found = await usage.total(user_id, 1)
    assert len(statements) == 1
    assert (found.requests, found.input_tokens, found.output_tokens) == (3, 150, 25)
    assert (found.cost, found.unpriced) == (Decimal("1.75"), 1)


@pytest.mark.usefixtures("conversations")
async def test_one_that_took_nothing_has_zeros_and_one_that_is_not_the_persons_is_not_found(
    database: Database, add: Add, user_id: int
) -> None:
    usage = ConversationUsageRepository(database)
    assert await usage.total(user_id, 2) == UsageFigures()
    add(conversation_id=3)
    await ConversationRepository(database).delete(user_id, 2)
    for conversation_id in (2, 3, 99):
        with pytest.raises(NotFound):
            await usage.total(user_id, conversation_id)
