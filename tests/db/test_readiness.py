"""Whether the database is well, found out on real files."""

import asyncio
from pathlib import Path

import pytest
from held import as_somebody_else, held_by_another_program

from rxchat.db import database as module
from rxchat.db import readiness
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.readiness import Readiness, damage_of
from rxchat.domain.errors import NotRead


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Readiness:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    return Readiness(database.path, database.transaction, clock)


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


async def test_a_sound_database_has_no_problem(state: Readiness, path: Path):
    assert await state.problem() == ""
    assert damage_of(path) == ""


async def test_a_database_that_another_program_holds_is_not_well_until_it_lets_go(state: Readiness, clock: Clock, path: Path):
    with held_by_another_program(path):
        assert (await state.problem()).startswith("Another program holds the database.")
        clock.now += 1
    assert (await state.problem()).startswith("Another program")  # believed for a while
    clock.now += readiness.CACHED
    assert await state.problem() == ""


async def test_a_disk_that_is_nearly_full_is_told_before_a_message_is_lost(state: Readiness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "LEAST_SPACE", 2**60)
    assert (await state.problem()).startswith("The disk is full")


async def test_files_of_another_account_are_named(state: Readiness, database: Database, path: Path):
    await database.ping()
    await database.aclose()
    with as_somebody_else(path):
        assert "can't be written: rxchat.db." in await state.problem()
        await database.aclose()


async def test_a_page_that_is_damaged_while_the_program_runs_is_found(
    state: Readiness, database: Database, path: Path, clock: Clock
):
    assert await state.problem() == ""
    await database.aclose()
    damage(path)
    clock.now += readiness.READ_AGAIN
    assert "corrupted" in await state.problem()


async def test_damage_that_is_met_is_told_at_once(path: Path):
    damage(path)
    database = Database(path)
    with pytest.raises(NotRead):
        await MessageRepository(database).list_visible(1, 1)
    assert "corrupted" in await database.readiness.problem()
    await database.aclose()


async def test_a_write_that_hangs_keeps_nobody_waiting(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "TIMEOUT", 0.2)
    state = Readiness(database.path, database.transaction, clock)
    async with database.transaction():
        assert "busy" in await state.problem()
    clock.now += readiness.CACHED
    await state.aclose()
    assert await state.problem() == ""


async def test_many_who_ask_are_one_look(state: Readiness, database: Database):
    with database.recorded() as statements:
        await asyncio.gather(*(state.problem() for _ in range(50)))
    assert len([statement for statement in statements if statement.startswith("UPDATE")]) == 1
