"""What was added is remembered, so that a downgrade leaves what was the file's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from legacy_files import make_legacy_file

from rxchat.db.maintenance.alembic_runner import change_revision, upgrading
from rxchat.db.maintenance.inspection import DatabaseSummary, inspect_database
from rxchat.db.maintenance.migrations import downgrade, known_revisions, migrate, script_directory
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import LEDGER, SchemaLedger

Sql = Callable[..., list[tuple[object, ...]]]
QUIET = Progress(lambda _step: None)

# Everything is named as a revision would name it, and is of another kind or has other values.
OWN = (
    "ALTER TABLE conversations ADD COLUMN provider TEXT DEFAULT 'anthropic'",
    "ALTER TABLE messages ADD COLUMN model TEXT",
    "ALTER TABLE messages ADD COLUMN thinking TEXT",
    "ALTER TABLE messages ADD COLUMN status INTEGER DEFAULT 7",
    "ALTER TABLE messages ADD COLUMN cost REAL",
    "ALTER TABLE usage_tracking ADD COLUMN currency TEXT DEFAULT 'EUR'",
    "ALTER TABLE users ADD COLUMN is_disabled BOOLEAN DEFAULT 0",
    "UPDATE messages SET model = 'mine', thinking = 'hm ' || id, cost = id / 4.0",
    "CREATE INDEX idx_conversations_provider ON conversations (provider, title)",
    "CREATE INDEX ix_messages_parent ON artifacts (title)",
    "CREATE INDEX ix_conversations_recent ON conversations (created_at)",
    "CREATE TABLE sessions (id INTEGER PRIMARY KEY, user_id INTEGER, cookie TEXT)",
    "CREATE TABLE sign_in_links (code_digest TEXT PRIMARY KEY, sent_to TEXT)",
    "CREATE TABLE Key_Checks (name TEXT PRIMARY KEY, last TEXT)",
    "INSERT INTO sessions VALUES (1, 3, 'crumbs')",
    "INSERT INTO sign_in_links VALUES ('abc', 'ada@example.org')",
    "INSERT INTO Key_Checks VALUES ('claude', 'yesterday')",
)
VALUES = {
    "conversations": "SELECT id, title, provider FROM conversations",
    "messages": "SELECT id, content, model, thinking, status, cost FROM messages",
    "usage_tracking": "SELECT id, currency FROM usage_tracking",
    "sessions": "SELECT id, user_id, cookie FROM sessions",
    "sign_in_links": "SELECT code_digest, sent_to FROM sign_in_links",
    "Key_Checks": "SELECT name, last FROM Key_Checks",
}


@pytest.fixture
def own(tmp_path: Path, sql: Sql) -> Path:
    """A file of the older program that has a great deal under names of ours."""
    path = make_legacy_file(tmp_path / "claude.db", 200)
    for statement in OWN:
        sql(path, statement)
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[sa.Connection]:
    with upgrading(path) as opened:
        yield opened


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


def inventory(path: Path) -> DatabaseSummary:
    return inspect_database(path, QUIET)


def values(path: Path, sql: Sql) -> dict[str, list[tuple[object, ...]]]:
    return {table: sql(path, query) for table, query in VALUES.items()}


def test_what_is_written_down_may_be_dropped_once(connection: sa.Connection) -> None:
    ledger = SchemaLedger(connection)
    for _ in range(2):
        ledger.record("column", "notes", "stars")
    assert ledger.forget("column", "notes", "stars")
    assert not ledger.forget("column", "notes", "stars")
    assert not ledger.forget("index", "notes", "stars")


def test_a_table_is_given_up_with_all_that_was_added_to_it(connection: sa.Connection) -> None:
    ledger = SchemaLedger(connection)
    before = ledger.tables()
    assert before is not None
    ledger.record("table", "notes", "notes")
    ledger.record("index", "notes", "ix_notes")
    assert ledger.tables() == before | {"notes"}
    assert ledger.forget_table("notes")
    assert ledger.tables() == before
    assert not ledger.forget("index", "notes", "ix_notes")


def test_without_a_record_everything_may_go_until_one_is_begun(connection: sa.Connection) -> None:
    ledger = SchemaLedger(connection)
    LEDGER.drop(connection)
    ledger.record("column", "notes", "stars")
    assert not ledger.exists()
    assert ledger.tables() is None
    assert ledger.forget("column", "notes", "stars")
    assert ledger.forget_table("notes")
    ledger.begin()
    ledger.begin()
    assert ledger.tables() == set()
    assert not ledger.forget_table("notes")


def test_a_downgrade_leaves_everything_that_was_the_files_own(own: Path, sql: Sql) -> None:
    before, kept = inventory(own), values(own, sql)
    for _ in range(2):
        migrate(own, on_step=quietly)
        assert values(own, sql) == kept
        downgrade(own, "0001", on_step=quietly)
        after = inventory(own)
        assert {table: after.rows[table] for table in before.rows} == before.rows
        assert after.objects - before.objects == {("index", "ix_conversations_user")}
        assert before.objects <= after.objects
        for table, columns in before.columns.items():  # what the baseline completed comes last
            assert after.columns[table][: len(columns)] == columns
            assert not {"provider", "latency_ms", "password_hash"} & set(after.columns[table][len(columns) :])
        assert values(own, sql) == kept
    baseline = inventory(own)
    migrate(own, on_step=quietly)
    for revision in reversed(known_revisions()[:-1]):  # one step at a time comes to the same
        change_revision(own, script_directory(), revision, QUIET, is_downgrade=True)
        assert values(own, sql) == kept
    assert inventory(own) == baseline


def test_what_the_older_program_made_between_two_stays_is_its_own_too(own: Path, sql: Sql) -> None:
    migrate(own, on_step=quietly)
    downgrade(own, "0001", on_step=quietly)
    sql(own, "ALTER TABLE messages ADD COLUMN latency_ms INTEGER")
    sql(own, "UPDATE messages SET latency_ms = id")
    migrate(own, on_step=quietly)
    downgrade(own, "0001", on_step=quietly)
    assert sql(own, "SELECT count(*) FROM messages WHERE latency_ms = id") == [(200,)]


def test_a_file_upgraded_before_there_were_records_is_downgraded_by_name(legacy_file: Path, sql: Sql) -> None:
    before = inventory(legacy_file)
    migrate(legacy_file, on_step=quietly)
    sql(legacy_file, "DROP TABLE rxchat_added")
    downgrade(legacy_file, "0001", on_step=quietly)
    after = inventory(legacy_file)
    assert after.objects - before.objects == {("index", "ix_conversations_user")}
    assert not {"sessions", "sign_in_links", "key_checks"} & after.rows.keys()
    sql(legacy_file, "ALTER TABLE messages ADD COLUMN provider TEXT DEFAULT 'mine'")
    migrate(legacy_file, on_step=quietly)  # from here on there is one
    downgrade(legacy_file, "0001", on_step=quietly)
    assert sql(legacy_file, "SELECT DISTINCT provider FROM messages") == [("mine",)]
    assert inventory(legacy_file).objects == after.objects
