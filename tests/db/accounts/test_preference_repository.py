import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.db.database import Database
from rxchat.domain.preferences import ModelPreferences
from rxchat.domain.requests import AnswerOptions, Reasoning

Sql = Callable[..., list[tuple[object, ...]]]


async def test_nothing_is_preferred_at_first_and_each_person_has_their_own(
    database: Database, user_id: int, stranger_id: int
) -> None:
    preferences = PreferenceRepository(database)
    assert await preferences.models(user_id) == ModelPreferences()
    wanted = ModelPreferences(default="acme:large", starred=("acme:größe",), recent=("acme:large",))
    assert await preferences.change_models(user_id, lambda _: wanted) == wanted
    assert await preferences.models(user_id) == wanted
    assert await preferences.models(stranger_id) == ModelPreferences()


async def test_what_others_keep_there_stays(database: Database, user_id: int, path: Path, sql: Sql) -> None:
    sql(path, "UPDATE users SET preferences = ?", '{"theme": "dark", "models": {"default": "a:b"}}')
    await PreferenceRepository(database).change_models(user_id, lambda known: known.with_use_of("c:d"))
    ((stored,),) = sql(path, "SELECT preferences FROM users")
    assert json.loads(str(stored)) == {"theme": "dark", "models": {"default": "a:b", "starred": [], "recent": ["c:d"]}}


async def test_the_wishes_for_a_new_chat_are_kept_beside_the_models(
    database: Database, user_id: int, stranger_id: int, path: Path, sql: Sql
) -> None:
    preferences = PreferenceRepository(database)
    assert await preferences.new_chat(user_id) == AnswerOptions()
    await preferences.change_models(user_id, lambda known: replace(known, default="a:b"))
    wishes = AnswerOptions(system="Sei kürzer.", temperature=0.2, reasoning=Reasoning.LOW)
    await preferences.set_new_chat(user_id, wishes)
    assert await preferences.new_chat(user_id) == wishes
    assert (await preferences.models(user_id)).default == "a:b"
    assert await preferences.new_chat(stranger_id) == AnswerOptions()
    await preferences.set_new_chat(user_id, AnswerOptions())
    assert await preferences.new_chat(user_id) == AnswerOptions()
    sql(path, "UPDATE users SET preferences = ?", '{"new_chat": {"temperature": 9, "system": 1}}')
    assert await preferences.new_chat(user_id) == AnswerOptions()


@pytest.mark.parametrize(
    "text", ["", "dark", "[1]", '{"models": 7}', '{"models": {"default": 1, "starred": "x", "recent": [2]}}']
)
async def test_what_cannot_be_read_counts_as_not_set(database: Database, user_id: int, path: Path, sql: Sql, text: str) -> None:
    sql(path, "UPDATE users SET preferences = ?", text)
    preferences = PreferenceRepository(database)
    assert await preferences.models(user_id) == ModelPreferences()
    await preferences.change_models(user_id, lambda known: replace(known, default="a:b"))
    assert (await preferences.models(user_id)).default == "a:b"


async def test_changes_at_the_same_time_lose_nothing_of_each_other(database: Database, user_id: int) -> None:
    preferences = PreferenceRepository(database)
    refs = [f"acme:{number}" for number in range(8)]
    await asyncio.gather(
        *(preferences.change_models(user_id, lambda known, ref=ref: known.with_star(ref, is_starred=True)) for ref in refs)
    )
    assert sorted((await preferences.models(user_id)).starred) == refs
