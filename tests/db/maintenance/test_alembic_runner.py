from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.maintenance.alembic_runner import Census, UpgradeRefused, change_revision, compare, take_census, upgrading
from rxchat.db.maintenance.migrations import migrate, script_directory
from rxchat.db.maintenance.progress import Progress

Sql = Callable[..., list[tuple[object, ...]]]


def test_tables_are_altered_with_foreign_keys_off_and_in_one_transaction(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a')")
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, 1)")

    def break_off() -> None:
        with upgrading(path) as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
            connection.exec_driver_sql("DROP TABLE users")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        break_off()
    assert sql(path, "SELECT email FROM users") == [("a",)]
    with upgrading(path) as connection:
        connection.exec_driver_sql("DROP TABLE users")
    assert sql(path, "SELECT count(*) FROM conversations") == [(1,)]


def test_the_census_counts_every_table_and_the_references_already_broken(legacy_file: Path) -> None:
    with upgrading(legacy_file) as connection:
        census = take_census(connection)
    assert census.rows["knowledge base"] == 1
    assert census.rows["messages"] == 6
    assert census.broken == Counter({("messages", 6, "conversations"): 1})


@pytest.mark.parametrize(
    ("after", "complaint"),
    [
        (Census({"a": 1}, Counter()), "a had 2 rows and now has 1"),
        (Census({}, Counter()), "a had 2 rows and now has no table"),
        (Census({"a": 2}, Counter({("b", 1, "a"): 2, ("c", 1, "a"): 1})), "1 references were broken, the first from c to a"),
    ],
)
def test_lost_rows_and_broken_references_are_refused(after: Census, complaint: str) -> None:
    before = Census({"a": 2}, Counter({("b", 1, "a"): 2}))
    with pytest.raises(UpgradeRefused, match=complaint):
        compare(before, after)
    compare(before, Census({"a": 2, "new": 5}, Counter()))


def test_a_downgrade_may_take_away_tables_that_are_rxchats_and_no_others() -> None:
    before = Census({"messages": 2, "sessions": 3}, Counter())
    compare(before, Census({"messages": 2}, Counter()), may_go={"sessions"})
    for after in (Census({"sessions": 3}, Counter()), Census({"messages": 2, "sessions": 1}, Counter())):
        with pytest.raises(UpgradeRefused):
            compare(before, after, may_go={"sessions"})


def test_the_older_programs_tables_never_go(legacy_file: Path, sql: Sql) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    progress = Progress(lambda _step: None)
    sql(legacy_file, "CREATE TRIGGER sly AFTER UPDATE ON alembic_version BEGIN DELETE FROM artifacts; END")
    before = legacy_file.read_bytes()
    with pytest.raises(UpgradeRefused, match="artifacts had 1 rows and now has 0"):
        change_revision(legacy_file, script_directory(), "0003", progress, is_downgrade=True)
    assert legacy_file.read_bytes() == before
