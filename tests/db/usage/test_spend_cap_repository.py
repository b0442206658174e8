from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.domain.spending import SpendCap

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def caps(database: Database) -> SpendCapRepository:
    return SpendCapRepository(database)


async def test_a_cap_is_kept_exactly_replaced_and_taken_away(caps: SpendCapRepository, user_id: int):
    assert await caps.list_of(user_id) == []
    overall, claude = SpendCap(provider=None, limit=Decimal("10.10")), SpendCap(provider="claude", limit=Decimal("0.0001"))
    for cap in (claude, SpendCap(provider=None, limit=Decimal(5)), overall):
        await caps.put(user_id, cap)
    assert await caps.list_of(user_id) == [overall, claude]
    await caps.delete(user_id, None)
    assert await caps.list_of(user_id) == [claude]


async def test_each_person_has_their_own(caps: SpendCapRepository, user_id: int, stranger_id: int):
    await caps.put(user_id, SpendCap(provider="claude", limit=Decimal(5)))
    assert await caps.list_of(stranger_id) == []
    await caps.delete(stranger_id, "claude")
    assert len(await caps.list_of(user_id)) == 1


async def test_one_that_cannot_be_read_lets_nothing_through(caps: SpendCapRepository, user_id: int, path: Path, sql: Sql):
    sql(path, "INSERT INTO spend_caps VALUES (?, 'claude', 'a lot')", user_id)
    assert await caps.list_of(user_id) == [SpendCap(provider="claude", limit=Decimal(0))]
