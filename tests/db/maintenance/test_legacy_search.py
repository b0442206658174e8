"""Full-text indexes of the older program, in a copy whose rows have got numbers."""

import sqlite3
from collections.abc import Generator
from contextlib import closing

import pytest

from rxchat.db.maintenance.legacy_search import LegacySearch

IDS: dict[str, dict[object, int]] = {"messages": {"x": 2, "y": 1}, "conversations": {"c": 5}}
BY_ROW: dict[str, dict[object, int]] = {"messages": {1: 2, 2: 1}}


@pytest.fixture
def connection() -> Generator[sqlite3.Connection]:
    """Two messages that have their numbers: the first written is the second one now."""
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, content TEXT)")
        opened.execute("INSERT INTO messages VALUES (2, 'boiler'), (1, 'valve')")
        yield opened


@pytest.mark.parametrize(
    ("declared", "filled", "trigger", "expected"),
    [
        ("fts5(content, content='messages')", "(rowid, content) VALUES (1, 'boiler'), (2, 'valve')", "new.rowid", [(2,)]),
        ('fts4(content, content="messages")', "(docid, content) VALUES (1, 'boiler'), (2, 'valve')", "new.rowid", [(2,)]),
        ("fts5(content)", "(rowid, content) VALUES (1, 'boiler'), (2, 'valve')", "new.rowid", [(2,)]),
        ("fts5(content)", "(rowid, content) VALUES (1, 'boiler'), (9, 'valve')", "new.rowid", [(2,)]),
    ],
)
def test_an_index_is_found_by_the_new_numbers(
    connection: sqlite3.Connection, declared: str, filled: str, trigger: str, expected: list[tuple[int]]
) -> None:
    connection.execute(f"CREATE VIRTUAL TABLE old_fts USING {declared}")
    connection.execute(f"INSERT INTO old_fts {filled}")
    search = LegacySearch(connection)
    feeds = f"CREATE TRIGGER t AFTER INSERT ON messages BEGIN INSERT INTO old_fts(rowid) VALUES ({trigger}); END"
    assert search.fed_by(feeds) == {"old_fts"}
    assert search.fed_by("CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM my_old_fts; END") == set()
    assert search.renumber("old_fts", [feeds], IDS, BY_ROW)
    assert connection.execute("SELECT rowid FROM old_fts WHERE old_fts MATCH 'boiler'").fetchall() == expected


def test_ids_that_an_index_keeps_become_the_new_ones(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE old_fts USING fts5(id UNINDEXED, conversation_id UNINDEXED, content)")
    connection.execute("INSERT INTO old_fts VALUES ('x', 'c', 'boiler'), ('y', 'gone', 'valve')")
    feeds = "CREATE TRIGGER t AFTER DELETE ON messages BEGIN DELETE FROM old_fts WHERE id = old.id; END"
    assert LegacySearch(connection).renumber("old_fts", [feeds], IDS, BY_ROW)
    assert connection.execute("SELECT * FROM old_fts").fetchall() == [(2, 5, "boiler"), (1, "gone", "valve")]


def test_an_index_without_text_of_its_own_is_emptied_and_does_not_go_on(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE old_fts USING fts5(content, content='')")
    connection.execute("INSERT INTO old_fts(rowid, content) VALUES (1, 'boiler')")
    search = LegacySearch(connection)
    assert not search.renumber("old_fts", [], IDS, BY_ROW)
    assert connection.execute("SELECT rowid FROM old_fts WHERE old_fts MATCH 'boiler'").fetchall() == []
    assert {"old_fts", "old_fts_data"} <= search.tables()
    assert "messages" not in search.tables()


def test_an_index_of_another_kind_does_not_go_on(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE places USING rtree(id, low, high)")
    assert not LegacySearch(connection).renumber("places", [], IDS, BY_ROW)
