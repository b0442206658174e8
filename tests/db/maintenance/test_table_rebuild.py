import sqlite3
from collections.abc import Generator
from contextlib import closing

import pytest

from rxchat.db.maintenance.table_rebuild import TableRebuild, declared_table, dependents, references


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


def rebuilt(
    connection: sqlite3.Connection, numbers: list[str], *, has_number: bool = True, dates: tuple[str, ...] = ()
) -> list[str]:
    """Declare `old` again as `new`. What was left out."""
    rebuild = TableRebuild(
        table="old", declared=declared_table(connection, "old"), numbers=numbers, dates=dates, has_number=has_number
    )
    connection.execute(rebuild.sql(connection, "new"))
    return rebuild.left_out


def test_a_declaration_keeps_columns_defaults_and_keys(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE old (id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))) CHECK (length(id) > 30),"
        " user_id TEXT NOT NULL REFERENCES users ON DELETE SET NULL, -- whose\n"
        " name TEXT DEFAULT 'a''b, (c)' COLLATE NOCASE,"
        " at TEXT DEFAULT (datetime('now')), n REAL DEFAULT -1.5e3, x BLOB DEFAULT x'0F', UNIQUE (user_id, name))"
    )
    assert rebuilt(connection, ["user_id"]) == ["CHECK (length (id) > 30) of old"]
    columns = [row[1:] for row in connection.execute("PRAGMA table_info(new)")]
    assert columns == [
        ("id", "INTEGER", 0, None, 1),
        ("user_id", "INTEGER", 1, None, 0),
        ("name", "TEXT", 0, "'a''b, (c)'", 0),
        ("at", "TEXT", 0, "datetime ( 'now' )", 0),
        ("n", "REAL", 0, "- 1.5e3", 0),
        ("x", "BLOB", 0, "x'0F'", 0),
    ]
    assert [row[2:7] for row in connection.execute("PRAGMA foreign_key_list(new)")] == [
        ("users", "user_id", None, "NO ACTION", "SET NULL")
    ]
    connection.execute("INSERT INTO new (user_id, name) VALUES (1, 'x')")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute("INSERT INTO new (user_id, name) VALUES (1, 'X')")


@pytest.mark.parametrize(
    ("check", "can_hold"),
    [
        ("role IN ('user', 'assistant')", True),
        ("length(role) < 10 OR role <> 'id'", True),
        ("parent_id IS NULL OR parent_id <> id", True),
        ("user_id <> ''", True),
        ("length(id) = 36", False),
        ("user_id GLOB '*-*'", False),
        ("typeof(\"parent_id\") = 'text'", False),
        ("created_at LIKE '____-%'", True),
        ("created_at LIKE '%Z'", False),
        ("no_such_function(id)", False),
    ],
)
@pytest.mark.parametrize("form", ["{check}", ", CHECK ({check})"])
def test_a_check_stays_where_it_can_hold(connection: sqlite3.Connection, check: str, can_hold: bool, form: str) -> None:
    inline, last = (f"CHECK ({check})", "") if form == "{check}" else ("", form.format(check=check))
    sql = f"CREATE TABLE old (id TEXT PRIMARY KEY, user_id TEXT, parent_id TEXT, created_at TEXT, role TEXT {inline} {last})"
    try:
        connection.execute(sql)
    except sqlite3.OperationalError:  # a function that only that program had
        connection.execute(sql.replace(check, "1"))
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = ?", (sql,))
    left_out = rebuilt(connection, ["user_id", "parent_id"], dates=("created_at",))
    assert (left_out == []) is can_hold
    (declared,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'new'").fetchone()
    assert ("CHECK" in declared) is can_hold


def test_keys_options_and_generated_columns_stay(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE old (b INTEGER, a TEXT, PRIMARY KEY (a, b) UNIQUE (b)) STRICT, WITHOUT ROWID")
    rebuilt(connection, [], has_number=False)
    (declared,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'new'").fetchone()
    assert declared.endswith("PRIMARY KEY ( a , b ), UNIQUE ( b )) STRICT, WITHOUT ROWID")
    connection.executescript(
        "DROP TABLE old; DROP TABLE new; CREATE TABLE old (id TEXT, [the name] TEXT, both TEXT AS ([the name] || id),"
        " loud TEXT GENERATED ALWAYS AS (upper([the name])) STORED, CONSTRAINT pk PRIMARY KEY (id, [the name])) WITHOUT ROWID;"
    )
    rebuilt(connection, [])
    connection.execute("INSERT INTO new (\"the name\") VALUES ('x')")
    assert connection.execute("SELECT * FROM new").fetchall() == [(1, "x", "x1", "X")]


def test_dependents_are_indexes_and_triggers_of_the_tables(connection: sqlite3.Connection) -> None:
    connection.executescript(
        "CREATE TABLE a (id TEXT UNIQUE); CREATE TABLE b (id TEXT);"
        "CREATE INDEX one ON a(id); CREATE INDEX other ON b(id);"
        "CREATE TRIGGER plain AFTER INSERT ON a BEGIN SELECT 1; END;"
    )
    assert [name for name, _ in dependents(connection, {"a": None})] == ["index one", "trigger plain"]
