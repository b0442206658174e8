import shutil
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, text

from rxchat.db.maintenance import migrations
from rxchat.db.maintenance.migrations import head_revision, script_directory
from rxchat.db.postgres.postgres_database import upgrading_engine
from rxchat.db.postgres.postgres_locks import ServingLocks
from rxchat.db.postgres.postgres_migrations import FIRST, require_server, tables
from rxchat.db.postgres.postgres_store import PostgresStore
from rxchat.db.schema.core_tables import UserRow
from rxchat.domain.errors import StartupFailed

SHAPE = """
SELECT concat_ws(' ', table_name, column_name, data_type, collation_name, column_default, is_nullable, identity_generation)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT concat_ws(' ', oid::regprocedure, prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname != 'rxchat_clear'
"""
REVISION = """
import sqlalchemy as sa
from alembic import op
from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import add_missing_columns, complete_tables, create_index, create_missing_tables

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
stars = sa.Table(
    "stars",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("is_bright", sa.Boolean, nullable=False, server_default=sa.text("0")),
    sa.Column("seen_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.UniqueConstraint("name"),
    sqlite_autoincrement=True,
)

def upgrade():
    for _ in range(2):
        create_missing_tables([stars])
        complete_tables([stars])
        add_missing_columns("users", [
            sa.Column("is_early", sa.Boolean, server_default=sa.text("1")),
            sa.Column("met_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
        ])
        create_index("ix_stars_bright", "stars", "seen_at", where="is_bright", unique=False)
    {more}

def downgrade():
    pass
"""


@pytest.fixture
def older(store: PostgresStore) -> PostgresStore:
    """A database as the first version for PostgreSQL made it, with one person."""
    with store.connected() as connection:
        connection.exec_driver_sql(Path(__file__).with_name("first_revision.sql").read_text("utf-8"))
        connection.exec_driver_sql("INSERT INTO users (email) VALUES ('ada@example.org')")
    return store


def add_revision(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    """Let there be another revision after the newest."""
    shutil.copytree(script_directory(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_add_stars.py").write_text(REVISION.format(head=head_revision(), more=more))
    monkeypatch.setattr(migrations, "script_directory", lambda: folder)


class _Server:
    """Answers what a server would say of itself."""

    def __init__(self, *answers: object) -> None:
        self._answers = iter(answers)

    def scalar(self, _query: object) -> object:
        return next(self._answers)


@pytest.mark.parametrize(
    ("answers", "problem", "hint"),
    [
        (("130011", "13.11"), "PostgreSQL 13.11", "14 or newer"),
        (("150018", "SQL_ASCII"), "keeps its text as SQL_ASCII", "--encoding UTF8"),
        (("150018", "UTF8", False), "without ICU", "with ICU"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(answers: tuple[object, ...], problem: str, hint: str):
    server: Connection = _Server(*answers)  # pyright: ignore[reportAssignmentType]
    with pytest.raises(StartupFailed, match=problem) as caught:
        require_server(server, "PostgreSQL database chat on db")
    assert hint in caught.value.hint


def test_each_table_and_column_is_there(postgres_url: URL):
    made = tables()
    assert made.tables.keys() == UserRow.metadata.tables.keys()
    query = text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    with upgrading_engine(postgres_url).begin() as connection:
        found = {tuple(row) for row in connection.execute(query)}
    assert {(table.name, column.name) for table in UserRow.metadata.sorted_tables for column in table.columns} <= found


def test_the_first_revision_upgraded_is_what_a_new_database_is(postgres_url: URL, older: PostgresStore):
    older.prepare(print)
    with older.connected() as upgraded, upgrading_engine(postgres_url).begin() as new:
        assert sorted(upgraded.scalars(text(SHAPE))) == sorted(new.scalars(text(SHAPE)))


def test_a_revision_upgrades_an_older_database(
    older: PostgresStore, empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add_revision(tmp_path / "alembic", monkeypatch)
    steps = list[str]()
    with ServingLocks(empty_url, "database").shared(print), pytest.raises(StartupFailed, match="in use by another rxchat"):
        older.prepare(steps.append)
    older.prepare(steps.append)
    assert (steps, older.revision()) == ([f"Upgrading the database from {FIRST} to 9999"], "9999")
    with older.connected() as connection:
        insert = "INSERT INTO stars (user_id, name) SELECT id, 'Vega' FROM users RETURNING id, is_bright, length(seen_at)"
        assert connection.execute(text(insert)).one() == (1, False, 19)
        assert connection.execute(text("SELECT is_early, met_at FROM users")).one() == (True, None)
        later = "INSERT INTO users (email) VALUES ('eve@example.org') RETURNING length(met_at)"
        assert connection.scalar(text(later)) == 19
        found = connection.scalars(text("SELECT indexdef FROM pg_indexes WHERE tablename = 'stars'")).all()
    assert [line for line in found if "ix_stars_bright" in line and line.endswith("WHERE is_bright")]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("op.execute('DELETE FROM users')", "users would have another number of rows"),
        ("op.execute('UPDATE nowhere SET a = 1')", 'relation "nowhere" does not exist'),
    ],
)
def test_an_upgrade_that_fails_changes_nothing(
    more: str, problem: str, older: PostgresStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add_revision(tmp_path / "alembic", monkeypatch, more)
    with pytest.raises(StartupFailed, match=problem) as stopped:
        older.prepare(print)
    assert "Nothing was changed" in stopped.value.hint
    assert (older.revision(), older.counts()["users"]) == (FIRST, 1)
    with older.connected() as connection:
        assert connection.scalar(text("SELECT to_regclass('stars')")) is None
