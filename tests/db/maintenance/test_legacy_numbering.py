"""Files with text ids, as rxchat's database."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from legacy_families import FAMILIES, date_text, make_family_file, old_id, second

from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.migrations import current_revision, downgrade, head_revision, migrate
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
TEXT_FAMILIES = ("text", "text-extended", "mixed")


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rxchat.db"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_adopted_with_all_rows_and_the_original_stays(family: str, tmp_path: Path, place: Path, sql: Sql) -> None:
    file = make_family_file(tmp_path / "old.db", family)
    before = file.read_bytes()
    adoption = adopt(place, file, is_dry_run=False, on_step=quietly)
    assert file.read_bytes() == before
    assert current_revision(place) == head_revision()
    assert {table: adoption.after.rows[table] for table in adoption.before.rows} == adoption.before.rows
    assert sql(place, "PRAGMA foreign_key_check") == []
    assert sql(place, "SELECT id, title FROM conversations ORDER BY id") == [(n, f"Chat {n}") for n in range(1, 7)]
    words = sql(place, "SELECT id, conversation_id, content FROM messages ORDER BY id")
    assert words == [(4 * c + p - 4, c, f"Words {p} of chat {c}") for c in range(1, 7) for p in range(1, 5)]
    assert sql(place, "SELECT message_id, conversation_id FROM artifacts") == [(2, 1)]
    assert sql(place, "SELECT i.folder_id, f.parent_folder_id, i.conversation_id FROM conversation_folder_items i"
               " JOIN conversation_folders f ON f.id = i.folder_id") == [(2, 1, 1)]  # fmt: skip
    if family.endswith("extended"):
        assert sql(place, "SELECT artifact_id, content FROM artifact_versions") == [(1, "print(0)")]


@pytest.mark.parametrize("family", TEXT_FAMILIES)
def test_old_ids_are_kept_and_dates_are_in_utc_to_the_second(family: str, tmp_path: Path, place: Path, sql: Sql) -> None:
    adopt(place, make_family_file(tmp_path / "old.db", family), is_dry_run=False, on_step=quietly)
    for table, count in (("conversations", 6), ("messages", 24)):
        found = {old: new for old, new in sql(place, "SELECT legacy_id, row_id FROM legacy_ids WHERE table_name = ?", table)}  # noqa: C416
        assert found == {old_id(family, table, n): n for n in range(1, count + 1)}
    dates = sql(place, "SELECT created_at FROM messages WHERE conversation_id = 1 ORDER BY id")
    assert dates == [(second(15 + place),) for place in range(1, 5)]
    assert isinstance(date_text(18), int)


@pytest.mark.parametrize("family", TEXT_FAMILIES)
def test_a_second_adoption_gives_the_same_ids(family: str, tmp_path: Path, place: Path, sql: Sql) -> None:
    file = make_family_file(tmp_path / "old.db", family)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE messages SET created_at = '2025-05-05 05:05:05'")  # nothing but the order of writing is left
    other = tmp_path / "other" / "rxchat.db"
    for target in (place, other):
        adopt(target, file, is_dry_run=False, on_step=quietly)
    query = "SELECT table_name, legacy_id, row_id FROM legacy_ids ORDER BY 1, 2"
    assert sql(place, query) == sql(other, query)
    assert sql(place, "SELECT id, content FROM messages ORDER BY id") == sql(
        other, "SELECT id, content FROM messages ORDER BY id"
    )


def test_new_rows_get_numbers_beyond_the_old_ones(tmp_path: Path, place: Path, sql: Sql) -> None:
    adopt(place, make_family_file(tmp_path / "old.db", "text"), is_dry_run=False, on_step=quietly)
    sql(place, "INSERT INTO conversations (user_id, title) VALUES (1, 'New')")
    assert sql(place, "SELECT id FROM conversations WHERE title = 'New'") == [(7,)]


def test_what_refers_to_a_row_that_is_gone_never_gets_a_new_one(tmp_path: Path, place: Path, sql: Sql) -> None:
    file = make_family_file(tmp_path / "old.db", "text")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE conversations SET user_id = 'gone' WHERE title = 'Chat 2'")
        connection.execute("UPDATE usage_tracking SET message_id = ''")
    adoption = adopt(place, file, is_dry_run=False, on_step=quietly)
    assert adoption.ownerless == 1
    assert sql(place, "SELECT user_id FROM conversations WHERE title = 'Chat 2'") == [(-1,)]
    assert sql(place, "SELECT message_id FROM usage_tracking") == [(None,)]


def test_triggers_and_search_indexes_go_on_where_they_can(tmp_path: Path, place: Path, sql: Sql) -> None:
    file = make_family_file(tmp_path / "old.db", "mixed")
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE VIRTUAL TABLE old_search USING fts5(content, content='messages');"
            "INSERT INTO old_search(old_search) VALUES ('rebuild');"
            "CREATE TRIGGER found AFTER DELETE ON messages BEGIN"
            " INSERT INTO old_search(old_search, rowid, content) VALUES ('delete', old.rowid, old.content); END;"
            "CREATE VIRTUAL TABLE unread USING fts5(content, content='');"
            "CREATE TRIGGER unread_insert AFTER INSERT ON messages BEGIN"
            " INSERT INTO unread(rowid, content) VALUES (new.rowid, new.content); END;"
            "CREATE TRIGGER touched AFTER INSERT ON messages BEGIN"
            " UPDATE conversations SET title = 'Touched' WHERE id = new.conversation_id; END;"
            "CREATE VIEW titles AS SELECT title FROM conversations;"
            "CREATE UNIQUE INDEX one_length ON messages(conversation_id, length(id), substr(content, 1, 1), id);"
        )
    adoption = adopt(place, file, is_dry_run=False, on_step=quietly)
    names = {name for (name,) in sql(place, "SELECT name FROM sqlite_master")}
    assert {"found", "touched", "titles", "one_length"} <= names
    assert adoption.left_out == ["trigger unread_insert"]
    assert "('Touched',)" not in map(str, sql(place, "SELECT title FROM conversations"))
    assert sql(place, "SELECT rowid FROM old_search WHERE old_search MATCH '\"Words 3 of chat 2\"'") == [(7,)]
    sql(place, "DELETE FROM messages WHERE id = 7")
    assert sql(place, "SELECT rowid FROM old_search WHERE old_search MATCH '\"Words 3 of chat 2\"'") == []


@pytest.mark.parametrize("kind", ["INT", "BIGINT", "TEXT"])
def test_numbers_in_another_column_type_stay_as_they_are(kind: str, tmp_path: Path, place: Path, sql: Sql) -> None:
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            f"CREATE TABLE conversations (id {kind} PRIMARY KEY, user_id {kind}, title TEXT, created_at BIGINT);"
            f"CREATE TABLE messages (id {kind} PRIMARY KEY, conversation_id {kind} REFERENCES conversations(id), role TEXT,"
            " content TEXT, created_at BIGINT);"
            "INSERT INTO conversations VALUES (30, NULL, 'Late', 1740868200000), (7, NULL, 'Early', 1740868100);"
            "INSERT INTO messages VALUES (12, 30, 'user', 'b', NULL), (11, 30, 'user', 'a', NULL), (NULL, 7, 'user', 'c', NULL);"
        )
    adopt(place, file, is_dry_run=False, on_step=quietly)
    assert sql(place, "SELECT id, title, created_at FROM conversations ORDER BY id") == [
        (7, "Early", "2025-03-01 22:28:20"),
        (30, "Late", "2025-03-01 22:30:00"),
    ]
    assert sql(place, "SELECT id, conversation_id, content FROM messages ORDER BY id") == [
        (11, 30, "a"),
        (12, 30, "b"),
        (13, 7, "c"),
    ]
    assert sql(place, "SELECT * FROM legacy_ids") == []
    sql(place, "INSERT INTO conversations (title) VALUES ('New')")
    assert sql(place, "SELECT max(id), typeof(max(id)) FROM conversations") == [(31, "integer")]


def test_such_a_file_is_not_opened_where_it_lies(tmp_path: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "text")
    before = file.read_bytes()
    for open_it in (lambda: migrate(file, on_step=quietly), lambda: adopt(file, file, is_dry_run=False, on_step=quietly)):
        with pytest.raises(StartupFailed, match="must be imported first") as caught:
            open_it()
        assert f"rxchat db adopt {file}" in str(caught.value.hint)
    assert file.read_bytes() == before


def test_a_downgrade_to_the_older_program_names_the_original(tmp_path: Path, place: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "mixed")
    adopt(place, file, is_dry_run=False, on_step=quietly)
    with pytest.raises(StartupFailed, match="can't read numeric ids") as caught:
        downgrade(place, "0001", on_step=quietly)
    assert str(file) in str(caught.value.hint)
    assert current_revision(place) == head_revision()


def test_ten_thousand_messages_are_adopted_in_seconds(tmp_path: Path, place: Path) -> None:
    file = make_family_file(tmp_path / "old.db", "text", conversations=250, messages=40)
    started = time.process_time()
    adoption = adopt(place, file, is_dry_run=False, on_step=quietly)
    assert adoption.after.rows["messages"] == 10_000
    assert time.process_time() - started < 5
