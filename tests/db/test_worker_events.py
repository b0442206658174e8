"""What workers write for each other. On both databases, as the statements are the same."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.worker_events import WorkerEventRepository


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
async def test_what_others_wrote_is_read_once_and_deleted_later(database: Database, path: Path):
    events = WorkerEventRepository(database)
    assert await events.end() == 0
    database.open_answers.worker = "one"
    await events.write(["a", "b"])
    assert await events.end() == 2
    assert await events.read(0) == ([], 2)
    database.open_answers.worker = "two"
    assert await events.read(0) == (["a", "b"], 2)
    assert await events.read(1) == (["b"], 2)
    assert await events.read(2) == ([], 2)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE worker_events SET created_at = '1999-01-01 00:00:00'")
    await events.write(["c"])
    assert await events.read(0) == ([], 3)
