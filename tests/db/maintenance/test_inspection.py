from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.maintenance.inspection import UserSummary, count_ownerless, inspect_database, list_users
from rxchat.db.maintenance.migrations import head_revision, migrate
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
QUIET = Progress(lambda _step: None)


def test_an_older_programs_file_is_seen_as_it_is_and_stays_so(legacy_file: Path) -> None:
    before = legacy_file.read_bytes()
    found = inspect_database(legacy_file, QUIET, may_write=False)
    assert found.revision is None
    assert (found.rows["messages"], found.rows["knowledge base"]) == (6, 1)
    assert found.columns["knowledge base"] == ["id", "file name"]
    assert {("view", "recent"), ("trigger", "count_messages"), ("index", "idx_messages_conversation")} <= found.objects
    assert legacy_file.read_bytes() == before
    assert [file.name for file in legacy_file.parent.glob("claude.db*")] == ["claude.db"]


def test_what_is_made_from_the_rest_is_not_counted(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    found = inspect_database(legacy_file, QUIET)
    assert found.revision == head_revision()
    assert not [table for table in found.rows if table.startswith(("rxchat_", "sqlite_", "alembic"))]


def test_people_are_listed_with_what_they_have_not_deleted(legacy_file: Path, sql: Sql) -> None:
    sql(legacy_file, "UPDATE users SET email = '' WHERE id = 4")
    assert list_users(legacy_file) == [
        UserSummary(email="ada@example.org", name="Ada", conversations=3),
        UserSummary(email="", name="Bob", conversations=1),
    ]


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "diary.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StartupFailed, match="isn't a SQLite database"):
        inspect_database(tmp_path / "diary.db", QUIET)


def test_conversations_of_nobody_are_counted_in_any_file(legacy_file: Path, tmp_path: Path, sql: Sql) -> None:
    assert count_ownerless(legacy_file) == 0
    sql(legacy_file, "DELETE FROM users WHERE id = 4")
    assert count_ownerless(legacy_file) == 1
    sql(legacy_file, "DROP TABLE users")
    assert count_ownerless(legacy_file) == 5
    other = tmp_path / "other.db"
    sql(other, "CREATE TABLE messages (id INTEGER PRIMARY KEY)")
    assert count_ownerless(other) == 0
    sql(other, "CREATE TABLE conversations (id INTEGER PRIMARY KEY)")
    sql(other, "INSERT INTO conversations DEFAULT VALUES")
    assert count_ownerless(other) == 1
