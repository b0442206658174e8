from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.dialects import NOW, FirstNewId, seconds_ago, upsert
from rxchat.db.schema.core_tables import KeyCheckRow


async def test_new_ids_come_after_all_that_there_ever_were(database: Database):
    async with database.transaction() as session:
        for _ in range(3):
            await session.execute(text("INSERT INTO users (email) VALUES (NULL)"))
        await session.execute(text("DELETE FROM users WHERE id = 3"))
        first = (await session.execute(select(FirstNewId("users", 2)))).scalar_one()
    assert first == 4


async def test_an_upsert_replaces_what_is_there(database: Database):
    async with database.transaction() as session:
        for value in ("one", "two"):
            row = upsert(session, KeyCheckRow).values(name="check", value=value)
            await session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
        assert (await session.scalars(select(col(KeyCheckRow.value)))).all() == ["two"]


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
async def test_the_databases_time_is_a_text_to_the_second(database: Database):
    async with database.session() as session:
        now, minute, early = (await session.execute(select(NOW, seconds_ago(60), seconds_ago(3600)))).one()
    told = [datetime.fromisoformat(moment) for moment in (now, minute, early)]
    assert (told[0] - told[1], told[0] - told[2]) == (timedelta(minutes=1), timedelta(hours=1))
    assert abs(datetime.now(UTC).replace(tzinfo=None) - told[0]) < timedelta(seconds=5)
