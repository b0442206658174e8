from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.domain.keys import SEAL, StoredKey

Sql = Callable[..., list[tuple[object, ...]]]
CLAUDE = StoredKey(provider="claude", sealed=f"{SEAL}0a.AAAA", hint="a1b2", base_url="https://claude.test", is_enabled=False)
CLAUDE = replace(CLAUDE, wait_seconds=900, cache_seconds=3600)
MISTRAL = StoredKey(provider="mistral", sealed=f"{SEAL}0a.BBBB")
ROWS = "SELECT key_name, api_key_hash, is_active FROM api_keys ORDER BY id"


@pytest.fixture
def keys(database: Database) -> KeyRepository:
    return KeyRepository(database)


async def test_what_is_kept_of_a_provider_comes_back_as_it_was(keys: KeyRepository, user_id: int):
    await keys.put(user_id, MISTRAL)
    await keys.put(user_id, CLAUDE)
    assert await keys.list_of(user_id) == [CLAUDE, MISTRAL]


async def test_a_provider_has_one_row_under_the_name_the_specification_gives(
    keys: KeyRepository, user_id: int, path: Path, sql: Sql
):
    await keys.put(user_id, CLAUDE)
    without = replace(CLAUDE, sealed="", hint=None)
    await keys.put(user_id, without)
    assert sql(path, ROWS) == [("claude_api_key", SEAL, 0)]
    assert await keys.list_of(user_id) == [without]


async def test_a_key_can_be_taken_away_and_the_others_stay(keys: KeyRepository, user_id: int):
    await keys.put(user_id, CLAUDE)
    await keys.put(user_id, MISTRAL)
    await keys.delete(user_id, "claude")
    await keys.delete(user_id, "claude")
    assert await keys.list_of(user_id) == [MISTRAL]


async def test_each_person_has_their_own(keys: KeyRepository, user_id: int, stranger_id: int):
    await keys.put(user_id, CLAUDE)
    assert await keys.list_of(stranger_id) == []
    await keys.put(stranger_id, replace(CLAUDE, sealed=f"{SEAL}0a.CCCC"))
    await keys.delete(stranger_id, "claude")
    assert await keys.list_of(user_id) == [CLAUDE]


async def test_rows_of_the_older_program_are_neither_read_nor_touched(keys: KeyRepository, user_id: int, path: Path, sql: Sql):
    old = [("claude_api_key", "$2b$10$hash", 1), ("claude_api_key", None, 0), ("main", "RXCHAT1.upper", 1)]
    for row in old:
        sql(path, "INSERT INTO api_keys (user_id, key_name, api_key_hash, is_active) VALUES (?, ?, ?, ?)", user_id, *row)
    assert [stored.provider for stored in await keys.list_of(user_id)] == []
    await keys.put(user_id, CLAUDE)
    await keys.reseal(lambda _user, stored: f"{SEAL}0b.{stored.provider}", "check")
    await keys.delete(user_id, "claude")
    assert sql(path, ROWS) == old


async def test_all_are_sealed_anew_together_with_the_check_value_or_none(
    keys: KeyRepository, database: Database, user_id: int, stranger_id: int
):
    await keys.put(user_id, CLAUDE)
    await keys.put(stranger_id, MISTRAL)
    await keys.put(stranger_id, replace(CLAUDE, sealed=""))
    checks = KeyCheckRepository(database)
    await checks.put("old")

    def fails_at_the_second(user: int, stored: StoredKey) -> str:
        if user == stranger_id:
            raise OSError("out of luck")
        return f"{SEAL}0b.DDDD"

    with pytest.raises(OSError, match="luck"):
        await keys.reseal(fails_at_the_second, "new")
    assert (await keys.list_of(user_id), await checks.get()) == ([CLAUDE], "old")
    await keys.reseal(lambda user, stored: f"{SEAL}0b.{user}{stored.provider}", "new")
    assert [one.sealed for one in await keys.list_of(user_id)] == [f"{SEAL}0b.{user_id}claude"]
    assert [one.sealed for one in await keys.list_of(stranger_id)] == ["", f"{SEAL}0b.{stranger_id}mistral"]
    assert await checks.get() == "new"


@pytest.mark.sqlite
async def test_keys_are_known_again_after_a_way_down_and_up(path: Path, user_id: int, database: Database):
    await KeyRepository(database).put(user_id, MISTRAL)
    await KeyRepository(database).put(user_id, CLAUDE)
    await database.aclose()
    downgrade(path, "0001", on_step=lambda _: None)
    migrate(path, on_step=lambda _: None)
    again = Database(path)
    kept = await KeyRepository(again).list_of(user_id)
    await again.aclose()
    assert kept == [replace(CLAUDE, base_url=None, hint=None, wait_seconds=None, cache_seconds=None), MISTRAL]
