"""Dates of files that keep their numbers."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.message_repository import MessageRepository

Sql = Callable[..., list[tuple[object, ...]]]
STAY = ("2025-03-01 22:30:00", "2025-03-01T22:30:00.123Z", "2025-03-01T22:30:00+00:00", "soon", "")
BECOME = {
    1740868200: "2025-03-01 22:30:00",
    1740868200999: "2025-03-01 22:30:00",
    "1740868200": "2025-03-01 22:30:00",
    "2025-03-02T04:00:00+05:30": "2025-03-01 22:30:00",
    "2025-03-01 14:30:00 -0800": "2025-03-01 22:30:00",
    "Sat, 01 Mar 2025 22:30:00 GMT": "2025-03-01 22:30:00",
    "Sat Mar 01 2025 23:30:00 GMT+0100 (CET)": "2025-03-01 22:30:00",
    "2025-03-01": "2025-03-01 00:00:00",
}
EARLY_TO_LATE = ("2025-03-02T03:00:00+05:00", 1740868200, "2025-03-01T23:00:00.5Z", 1740870600000, "2025-03-02 00:00:00")


def make_file(path: Path, dates: tuple[object, ...]) -> Path:
    """A conversation for each date, and one with a message for each, the latest first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO users VALUES (1, 'ada@example.org');"
            "CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT, updated_at, user_id INTEGER DEFAULT 1);"
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id INTEGER, role TEXT, content TEXT, created_at);"
            "CREATE TRIGGER touched AFTER UPDATE ON conversations BEGIN"
            " UPDATE conversations SET updated_at = CURRENT_TIMESTAMP WHERE id = new.id; END;"
        )
        for number, date in enumerate(reversed(dates), 1):
            connection.execute("INSERT INTO conversations (id, title, updated_at) VALUES (?, ?, ?)", (number, str(date), date))
            connection.execute("INSERT INTO messages VALUES (?, 1, 'user', ?, ?)", (number, str(date), date))
    return path


def test_dates_that_sort_stay_and_others_become_utc(tmp_path: Path, sql: Sql) -> None:
    file = make_file(tmp_path / "old.db", (*STAY, *BECOME))
    migrate(file, on_step=lambda _: None)
    for query in ("SELECT title, updated_at FROM conversations", "SELECT content, created_at FROM messages"):
        found = {row[0]: row[1] for row in sql(file, query)}
        assert found == {date: date for date in STAY} | {str(date): text for date, text in BECOME.items()}
    assert sql(file, "SELECT count(*) FROM sqlite_master WHERE name = 'touched'") == [(1,)]


@pytest.mark.parametrize("is_copy", [True, False])
async def test_dates_of_all_forms_are_read_in_order(tmp_path: Path, is_copy: bool) -> None:
    file = make_file(tmp_path / "old.db", EARLY_TO_LATE)
    place = tmp_path / "data" / "rxchat.db" if is_copy else file
    adopt(place, file, is_dry_run=False, on_step=lambda _: None)
    database = Database(place)
    users, conversations = UserRepository(database), ConversationRepository(database)
    me = await users.local_user()
    assert [each.title for each in await conversations.list_recent(me)] == [str(date) for date in reversed(EARLY_TO_LATE)]
    read = await MessageRepository(database).list_visible(me, 1)
    assert [message.text for message in read] == [str(date) for date in EARLY_TO_LATE]
    assert [f"{message.created_at:%d %H:%M:%S}" for message in read] == [
        "01 22:00:00", "01 22:30:00", "01 23:00:00", "01 23:10:00", "02 00:00:00",
    ]  # fmt: skip
    await database.aclose()
