from rxchat.db.database import Database
from rxchat.db.providers.key_check_repository import KeyCheckRepository


async def test_the_check_value_is_kept_and_can_be_replaced(database: Database) -> None:
    checks = KeyCheckRepository(database)
    assert await checks.get() is None
    await checks.put("one")
    assert await checks.get() == "one"
    await checks.put("two")
    assert await KeyCheckRepository(database).get() == "two"
