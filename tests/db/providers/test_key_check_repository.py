from rxchat.db.database import Database
from rxchat.db.providers.key_check_repository import KeyCheckRepository, replace_check


async def test_the_first_check_value_is_kept_until_it_is_replaced(database: Database) -> None:
    checks = KeyCheckRepository(database)
    assert await checks.get() is None
    assert [await checks.put("one"), await checks.put("two"), await checks.get()] == ["one"] * 3
    async with database.transaction() as session:
        await replace_check(session, "three")
    assert await KeyCheckRepository(database).get() == "three"
