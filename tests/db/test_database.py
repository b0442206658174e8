import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.usage.call_repository import CallRepository

Sql = Callable[..., list[tuple[object, ...]]]
UNCANCELLED = {
    "_begin",
    "_unlocked",  # of a call that does
    "append",  # has nothing but such a call
    "look",  # is in such a call
    "search",  # waits for its turn, which can be cancelled; the read itself runs to completion
    "exclusively",
    "aclose",
    "is_alive",
    "rename",
    "set_disabled",
    "set_password",
    "pin",
    "archive",
    "delete",
    "restore",
    "duplicate",
    "branch_off",
}  # the first ends it all; the others only call what is
ADD = text("INSERT INTO users (email) VALUES (:email)")


async def test_a_connection_is_durable_and_holds_references(database: Database) -> None:
    async with database.session() as session:
        found = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 5000]


async def test_a_transaction_is_all_or_nothing(database: Database, path: Path, sql: Sql) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await session.execute(ADD, {"email": "a"})
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await fail()
    assert sql(path, "SELECT email FROM users") == []
    async with database.transaction() as session:
        await session.execute(ADD, {"email": "b"})
    assert sql(path, "SELECT email FROM users") == [("b",)]


async def test_what_is_written_while_reading_is_not_kept(database: Database, path: Path, sql: Sql) -> None:
    async with database.session() as session:
        await session.execute(ADD, {"email": "a"})
    assert sql(path, "SELECT email FROM users") == []


async def test_a_look_reads_in_one_step_and_keeps_nothing(database: Database, path: Path, sql: Sql) -> None:
    async with database.transaction() as session:
        await session.execute(ADD, {"email": "a"})

    def look(connection: Connection) -> list[str]:
        connection.execute(ADD, {"email": "b"})
        return list(connection.scalars(text("SELECT email FROM users ORDER BY email")))

    assert [await database.look(look) for _ in range(2)] == [["a", "b"]] * 2
    assert sql(path, "SELECT email FROM users") == [("a",)]
    assert len(await asyncio.gather(*(database.look(look) for _ in range(9)))) == 9


async def test_many_writers_and_readers_at_once_all_get_through(database: Database, path: Path, sql: Sql) -> None:
    async def write(number: int) -> None:
        async with database.transaction() as session:
            seen = await session.scalar(text("SELECT count(*) FROM users"))
            await session.execute(ADD, {"email": f"{number}-{seen}"})

    async def read() -> None:
        async with database.session() as session:
            await session.scalar(text("SELECT count(*) FROM users"))

    await asyncio.gather(*(write(number) for number in range(30)), *(read() for _ in range(30)))
    assert sql(path, "SELECT count(*) FROM users") == [(30,)]


async def test_a_failed_statement_does_not_tell_what_was_written(database: Database) -> None:
    async def twice() -> None:
        async with database.transaction() as session:
            await session.execute(ADD, {"email": "canary"})
            await session.execute(ADD, {"email": "canary"})

    with pytest.raises(IntegrityError) as failure:
        await twice()
    assert "canary" not in str(failure.value)


def overwrite_the_end(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2048:] = b"\xff" * 2048
    path.write_bytes(content)


async def test_a_sound_file_has_nothing_to_report_and_a_damaged_one_does(database: Database, path: Path, sql: Sql) -> None:
    assert await database.check() == []
    await database.aclose()
    sql(path, "PRAGMA journal_mode=DELETE")
    for number in range(200):
        sql(path, "INSERT INTO users (email, name) VALUES (?, hex(randomblob(400)))", str(number))
    overwrite_the_end(path)
    damaged = Database(path)
    assert await damaged.check() != []
    await damaged.aclose()


async def test_statements_are_recorded_inside_the_block_only(database: Database) -> None:
    await database.ping()
    with database.recorded() as statements:
        await database.ping()
    await database.ping()
    assert statements == ["SELECT 1"]


async def test_a_cancelled_write_is_finished_before_its_caller_hears_of_it() -> None:
    may_go_on, started, written = asyncio.Event(), asyncio.Event(), list[str]()

    @run_to_completion
    async def write() -> None:
        started.set()
        await may_go_on.wait()
        written.append("whole")

    task = asyncio.create_task(write())
    await started.wait()
    task.cancel()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert written == ["whole"]


async def test_a_write_that_is_not_cancelled_returns_and_raises_as_it_would() -> None:
    @run_to_completion
    async def divide(by: int) -> float:
        return 1 / by

    assert await divide(2) == 0.5
    with pytest.raises(ZeroDivisionError):
        await divide(0)


@pytest.mark.parametrize(
    "kind",
    [Database, CallRepository, ConversationRepository, KeyCheckRepository, MessageRepository, SessionRepository, UserRepository],
)
def test_every_call_runs_to_completion(kind: type) -> None:
    """One that is not can, cancelled at the wrong moment, leave a task that nothing ends."""
    calls = {name: value for name, value in vars(kind).items() if inspect.iscoroutinefunction(value)}
    cut_off = [name for name, value in calls.items() if not hasattr(value, "__wrapped__") and name not in UNCANCELLED]
    assert calls
    assert cut_off == []
