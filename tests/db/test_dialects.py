from sqlalchemy import select, text
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.dialects import FirstNewId, upsert
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
