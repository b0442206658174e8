import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.maintenance.legacy_files import require_adoptable
from rxchat.domain.errors import StartupFailed


def database(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return make


def half_of(make: Callable[[Path], None]) -> Callable[[Path], None]:
    """As a copy that broke off."""

    def broken_off(path: Path) -> None:
        make(path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return broken_off


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "File not found"),
        (Path.mkdir, "is a directory"),
        (Path.touch, r"is empty \(0 bytes\)"),
        (database("CREATE TABLE t (a)", "DROP TABLE t"), "is empty: it's a database without tables"),
        (lambda path: path.write_bytes(b"Dear diary, " * 1000), "isn't a SQLite database"),
        (lambda path: path.write_bytes(b"SQLite"), "isn't a SQLite database"),
        (lambda path: path.write_bytes(b'[{"uuid": "1"}]'), "isn't a SQLite database"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(4000)), "isn't a SQLite database"),
        (half_of(database("CREATE TABLE messages (a)", *["INSERT INTO messages VALUES (randomblob(9000))"] * 9)), "is corrupted"),
        (database("CREATE TABLE bookmarks (url TEXT)"), "isn't an rxchat database.*such as bookmarks"),
        (database("CREATE TABLE messages (guid TEXT, body TEXT)", "CREATE TABLE calls (id)"), "such as calls, messages"),
        (database("CREATE TABLE conversations (id TEXT, members TEXT)"), "such as conversations"),
        (
            database("CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('9999')"),
            "newer version",
        ),
    ],
)
def test_what_is_no_such_file_is_told_apart(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    file = tmp_path / "old.db"
    make(file)
    with pytest.raises(StartupFailed, match=words) as caught:
        require_adoptable(file)
    assert caught.value.hint
    assert "RXCHAT_DATABASE_URL" not in caught.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT)",
        "CREATE TABLE Messages (id TEXT, Conversation_ID TEXT, role TEXT, content TEXT)",
    ],
)
def test_a_file_needs_no_more_than_conversations_or_messages(tmp_path: Path, statement: str) -> None:
    database(statement)(tmp_path / "old.db")
    require_adoptable(tmp_path / "old.db")
