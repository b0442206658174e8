"""Wrong passwords that workers count together. On both databases, as the statements are the same."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.accounts import sign_in_failure_repository as module
from rxchat.db.accounts.sign_in_failure_repository import SignInFailureRepository
from rxchat.db.database import Database


@pytest.fixture
def failures(database: Database) -> SignInFailureRepository:
    return SignInFailureRepository(database, 900)


async def test_earlier_failures_are_counted_until_they_are_old_or_taken_back(failures: SignInFailureRepository, path: Path):
    first = await failures.add(["pair", "network"])
    assert first.ages == {}
    second = await failures.add(["pair", "account"])
    assert {key: len(ages) for key, ages in second.ages.items()} == {"pair": 1}
    assert 0 <= second.ages["pair"][0] < 60
    await failures.forget([second.ids["pair"]])
    third = await failures.add(["pair", "account"])
    assert {key: len(ages) for key, ages in third.ages.items()} == {"pair": 1, "account": 1}
    await failures.forget_all("pair")
    assert "pair" not in (await failures.add(["pair"])).ages
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sign_in_failures SET created_at = '1999-01-01 00:00:00'")
    assert (await failures.add(["account"])).ages == {}


async def test_what_is_kept_is_bounded(failures: SignInFailureRepository, path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    for number in range(5):
        await failures.add([f"pair {number}", "network"])
    with closing(sqlite3.connect(path)) as connection, connection:
        ((count,),) = connection.execute("SELECT count(*) FROM sign_in_failures").fetchall()
    assert count == 3
