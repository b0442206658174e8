import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.domain.errors import InvalidRequest, NotFound, StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]


async def test_the_local_user_is_made_once(database: Database, path: Path, sql: Sql) -> None:
    ids = await asyncio.gather(*(UserRepository(database).local_user() for _ in range(5)))
    assert len(set(ids)) == 1
    assert sql(path, "SELECT count(*) FROM users") == [(1,)]


async def test_the_only_user_of_an_adopted_file_is_the_local_one(database: Database, path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (7, 'ada@example.org')")
    assert await UserRepository(database).local_user() == 7


async def test_among_several_users_none_is_taken_for_the_local_one(legacy_file: Path, sql: Sql) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    database = Database(legacy_file)
    users = UserRepository(database)
    with pytest.raises(StartupFailed, match=r"several people: ada@example\.org, bob@example\.org") as caught:
        await users.local_user()
    assert "RXCHAT_LOCAL_USER=EMAIL" in caught.value.hint
    assert await users.local_user(may_create=False) == 0
    assert sql(legacy_file, "SELECT count(*) FROM users") == [(2,)]
    assert await users.local_user("bob@example.org") == 4
    sql(legacy_file, "DELETE FROM conversations")
    local = await users.local_user()
    assert local not in (3, 4)
    assert await users.local_user() == local
    await database.aclose()


async def test_users_without_an_address_do_not_hide_the_local_one(database: Database, path: Path, sql: Sql) -> None:
    local = await UserRepository(database).local_user()
    sql(path, "INSERT INTO users (id, email) VALUES (-1, NULL)")
    assert await UserRepository(database).local_user() == local


async def test_an_address_is_one_account_however_it_is_written(database: Database) -> None:
    users = UserRepository(database)
    ann = await users.add(" Ann@Example.org ", "Ann", "hash")
    found = await users.find("ANN@example.ORG")
    assert found is not None
    assert (found.id, found.email, found.password_hash, found.is_disabled) == (ann, "ann@example.org", "hash", False)
    with pytest.raises(InvalidRequest, match="already"):
        await users.add("ann@example.org", "Another", "hash")


async def test_passwords_are_changed_and_accounts_disabled(database: Database) -> None:
    users = UserRepository(database)
    ann = await users.add("ann@example.org", "Ann", "hash")
    await users.set_password(ann, "other")
    await users.set_disabled(ann, is_disabled=True)
    account = await users.get(ann)
    assert (account.password_hash, account.is_disabled) == ("other", True)
    assert [one.email for one in await users.list_all()] == ["ann@example.org"]
    with pytest.raises(NotFound):
        await users.get(999)
    assert await users.find("nobody@example.org") is None


async def test_the_local_user_can_be_chosen_by_an_address_and_a_wrong_one_is_told(
    database: Database, path: Path, sql: Sql
) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (7, 'ada@example.org'), (8, 'bob@example.org')")
    users = UserRepository(database)
    assert await users.local_user("Bob@Example.org") == 8
    with pytest.raises(StartupFailed, match=r"No user in the database has the address eve@example\.org"):
        await users.local_user("eve@example.org")
    assert sql(path, "SELECT count(*) FROM users") == [(2,)]


async def test_what_a_team_shares_is_nobodys_and_stays_so_when_accounts_come(database: Database) -> None:
    users = UserRepository(database)
    ada = await users.add("ada@example.org", "Ada", "hash")
    shared = await users.server_user()
    await users.add("bob@example.org", "Bob", "hash")
    assert await users.server_user() == shared != ada
    assert (await users.get(shared)).password_hash is None


@pytest.fixture
def ownerless_file(legacy_file: Path, sql: Sql) -> Path:
    """Ada's and Bob's file, in which one conversation is nobody's and one is that of somebody who is gone."""
    for statement in (
        "CREATE TABLE loose (id INTEGER PRIMARY KEY, user_id INTEGER, title TEXT, updated_at DATETIME, is_archived, is_deleted)",
        "INSERT INTO loose SELECT id, user_id, title, updated_at, is_archived, is_deleted FROM conversations",
        "INSERT INTO loose (id, user_id, title) VALUES (20, NULL, 'Of nobody'), (21, 9, 'Of one who is gone')",
        "DROP TRIGGER count_messages",
        "DROP VIEW recent",
        "DROP TABLE conversations",
        "ALTER TABLE loose RENAME TO conversations",
    ):
        sql(legacy_file, statement)
    return legacy_file


async def titles(database: Database, user_id: int) -> set[str]:
    return {conversation.title for conversation in await ConversationRepository(database).list_recent(user_id)}


async def test_what_is_nobodys_is_given_to_the_only_person(ownerless_file: Path, sql: Sql) -> None:
    sql(ownerless_file, "DELETE FROM conversations WHERE user_id = 4")
    sql(ownerless_file, "DELETE FROM users WHERE id = 4")
    migrate(ownerless_file, on_step=lambda _step: None)
    database = Database(ownerless_file)
    users = UserRepository(database)
    ada = await users.local_user()
    assert await users.count_ownerless() == 2
    before = sql(ownerless_file, "SELECT id, title, updated_at, is_deleted FROM conversations")
    assert await users.claim(ada, is_alone=True) == 2
    assert await users.claim(ada, is_alone=True) == await users.count_ownerless() == 0
    assert sql(ownerless_file, "SELECT id, title, updated_at, is_deleted FROM conversations") == before
    assert await titles(database, ada) == {"Flat", "", "Of nobody", "Of one who is gone"}
    await database.aclose()


async def test_among_several_people_what_is_nobodys_stays_so_until_it_is_given_to_one(ownerless_file: Path) -> None:
    migrate(ownerless_file, on_step=lambda _step: None)
    database = Database(ownerless_file)
    users = UserRepository(database)
    assert await users.claim(3, is_alone=True) == 0
    assert await users.count_ownerless() == 2
    assert await users.claim(4) == 2
    assert await titles(database, 4) == {"Bob's", "Of nobody", "Of one who is gone"}
    assert await titles(database, 3) == {"Flat", ""}
    await database.aclose()


@pytest.mark.parametrize("lacks", ["table", "column"])
async def test_a_file_that_knows_no_people_is_the_local_users(ownerless_file: Path, sql: Sql, lacks: str) -> None:
    sql(ownerless_file, "DROP TABLE users")
    if lacks == "column":
        sql(ownerless_file, "ALTER TABLE conversations DROP COLUMN user_id")
    migrate(ownerless_file, on_step=lambda _step: None)
    database = Database(ownerless_file)
    users = UserRepository(database)
    local = await users.local_user()
    assert await titles(database, local) == set()
    assert await users.claim(local, is_alone=True) == 7
    assert await titles(database, local) == {"Flat", "", "Bob's", "Of nobody", "Of one who is gone"}
    await database.aclose()


async def test_nobody_new_gets_the_number_of_one_who_left_conversations(ownerless_file: Path, sql: Sql) -> None:
    sql(ownerless_file, "DROP TABLE users")  # what is made in its place would number people from 1
    sql(ownerless_file, "UPDATE conversations SET user_id = 1 WHERE id = 21")
    migrate(ownerless_file, on_step=lambda _step: None)
    database = Database(ownerless_file)
    users = UserRepository(database)
    for email in ("eve@example.org", "mallory@example.org", "trent@example.org", "peggy@example.org", "victor@example.org"):
        assert await titles(database, await users.add(email, "New", "hash")) == set()
    await database.aclose()
