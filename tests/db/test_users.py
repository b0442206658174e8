import asyncio
from collections.abc import Callable
from pathlib import Path

from rxchat.db.engine import Database
from rxchat.db.migrations import migrate
from rxchat.db.users import UserRepository

Sql = Callable[..., list[tuple[object, ...]]]


async def test_the_local_user_is_made_once(database: Database, path: Path, sql: Sql) -> None:
    ids = await asyncio.gather(*(UserRepository(database).local_user() for _ in range(5)))
    assert len(set(ids)) == 1
    assert sql(path, "SELECT count(*) FROM users") == [(1,)]


async def test_the_only_user_of_an_adopted_file_is_the_local_one(database: Database, path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (7, 'ada@example.org')")
    assert await UserRepository(database).local_user() == 7


async def test_among_several_users_the_local_one_is_new_and_stays_the_same(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    database = Database(legacy_file)
    users = UserRepository(database)
    local = await users.local_user()
    assert local not in (3, 4)
    assert await users.local_user() == local
    await database.aclose()


async def test_users_without_an_address_do_not_hide_the_local_one(database: Database, path: Path, sql: Sql) -> None:
    local = await UserRepository(database).local_user()
    sql(path, "INSERT INTO users (id, email) VALUES (-1, NULL)")
    assert await UserRepository(database).local_user() == local
