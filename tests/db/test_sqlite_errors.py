"""What stands in the way of a read or a write, for real and in words."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from held import fill_the_disk, free_the_disk, held_by_another_program
from sqlalchemy.exc import IntegrityError

from rxchat.db import database as module
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sqlite_errors import not_read, not_saved
from rxchat.domain.errors import NotRead, NotSaved
from rxchat.domain.turns import NewTurn

Ask = Callable[..., NewTurn]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)


async def test_another_program_that_holds_the_file_is_named(messages: MessageRepository, ask: Ask, path: Path):
    with held_by_another_program(path), pytest.raises(NotSaved, match="Another program holds the database") as error:
        await messages.begin_turn(ask())
    assert error.value.retryable
    await messages.begin_turn(ask())


async def test_who_queues_behind_a_write_that_waits_is_not_kept_any_longer(
    messages: MessageRepository, ask: Ask, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "PATIENCE", 2)
    with held_by_another_program(path):
        started = time.monotonic()
        results = await asyncio.gather(*(messages.begin_turn(ask()) for _ in range(8)), return_exceptions=True)
        taken = time.monotonic() - started
    assert all(isinstance(result, NotSaved) for result in results)
    assert taken < 10  # 2.7 s: each of the others asks once, for 0.1 s. With all their patience it would be 16 s.


async def test_a_full_disk_is_named_and_nothing_of_the_message_is_kept(
    messages: MessageRepository, ask: Ask, database: Database, user_id: int
):
    await fill_the_disk(database)
    with pytest.raises(NotSaved, match="The disk is full"):
        await messages.begin_turn(ask("x" * 100_000))
    await free_the_disk(database)
    turn = await messages.begin_turn(ask("x" * 100_000))
    assert len(await messages.list_visible(user_id, turn.conversation_id)) == 2


def refused_with(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_IOERR_WRITE, "The disk can't be read or written"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Another program holds the database"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "The database is damaged"),
        (sqlite3.SQLITE_NOTADB, "The database is damaged"),
    ],
)
def test_each_cause_has_its_words(code: int, words: str, tmp_path: Path):
    for told in (not_saved(refused_with(code), tmp_path), not_read(refused_with(code), tmp_path)):
        assert isinstance(told, NotSaved | NotRead)
        assert told.message.startswith(words)
        assert told.hint


def test_what_is_wrong_in_itself_is_nobody_elses_fault(tmp_path: Path):
    assert not_saved(refused_with(sqlite3.SQLITE_ERROR), tmp_path) is None
    assert not_saved(ValueError(), tmp_path) is None
    wrong = IntegrityError("", None, refused_with(sqlite3.SQLITE_CONSTRAINT_UNIQUE))
    assert not_saved(wrong, tmp_path) is None


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


async def test_a_damaged_page_is_told_where_it_is_read(path: Path):
    damage(path)
    database = Database(path)
    with pytest.raises(NotRead, match="The database is damaged"):
        await MessageRepository(database).list_visible(1, 1)
    await database.aclose()
