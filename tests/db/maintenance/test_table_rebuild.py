import sqlite3
from collections.abc import Generator
from contextlib import closing

import pytest

from rxchat.db.maintenance.table_rebuild import declaration, dependents, references


@pytest.fixture
def connection() -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        yield opened


def test_references_are_the_declared_ones_and_those_known_by_name(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE things (id TEXT, source_message_id TEXT, parent_folder_id TEXT, client_id TEXT,"
        " owner TEXT REFERENCES users(id), code TEXT REFERENCES kinds(code))"
    )
    assert references(connection, "things") == {
        "source_message_id": "messages",
        "parent_folder_id": "conversation_folders",
        "owner": "users",
    }


def test_a_declaration_keeps_columns_defaults_and_keys(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE old (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,"
        " name TEXT DEFAULT 'a''b',"
        " at TEXT DEFAULT (datetime('now')), UNIQUE (user_id, name))"
    )
    connection.execute(declaration(connection, "old", "new", ["user_id"], has_number=True))
    columns = [row[1:] for row in connection.execute("PRAGMA table_info(new)")]
    assert columns == [
        ("id", "INTEGER", 0, None, 1),
        ("user_id", "INTEGER", 1, None, 0),
        ("name", "TEXT", 0, "'a''b'", 0),
        ("at", "TEXT", 0, "datetime('now')", 0),
    ]
    assert [row[2:7] for row in connection.execute("PRAGMA foreign_key_list(new)")] == [
        ("users", "user_id", None, "NO ACTION", "CASCADE")
    ]
    connection.execute("INSERT INTO new (user_id, name) VALUES (1, 'x')")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute("INSERT INTO new (user_id, name) VALUES (1, 'x')")


def test_a_key_of_several_columns_stays(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE old (b INTEGER, a TEXT, PRIMARY KEY (a, b))")
    assert declaration(connection, "old", "new", [], has_number=False).endswith('PRIMARY KEY ("a", "b"))')


def test_dependents_are_those_of_the_tables_without_an_old_search_index(connection: sqlite3.Connection) -> None:
    connection.executescript(
        "CREATE TABLE a (id TEXT UNIQUE); CREATE TABLE b (id TEXT);"
        "CREATE VIRTUAL TABLE finder USING fts5(words);"
        "CREATE INDEX one ON a(id); CREATE INDEX other ON b(id);"
        "CREATE TRIGGER plain AFTER INSERT ON a BEGIN SELECT 1; END;"
        "CREATE TRIGGER feeds AFTER INSERT ON a BEGIN INSERT INTO finder(rowid) VALUES (new.rowid); END;"
    )
    assert [sql.split()[2] for sql in dependents(connection, {"a": None})] == ["one", "plain"]
