"""A new database is the one that the migrations lead to."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.maintenance.alembic_runner import change_revision
from rxchat.db.maintenance.inspection import VERSION_TABLE
from rxchat.db.maintenance.migrations import head_revision, migrate, script_directory
from rxchat.db.maintenance.new_database import SCHEMA, create
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import LEDGER

FILLED = (VERSION_TABLE, LEDGER.name)
"""The only tables of a new database that have rows, but for what a full-text index keeps."""
SHADOWS = ("_data", "_idx", "_docsize", "_config")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "rxchat.db"
    change_revision(path, script_directory(), head_revision(), Progress(lambda _step: None))
    return path


def schema_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        objects = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        indexes = tuple(name for name, sql in objects if "USING fts5" in sql)
        own = {f"{index}{shadow}" for index in indexes for shadow in SHADOWS} | {"sqlite_sequence"}
        statements = [sql for name, sql in objects if name not in own]
        for table in FILLED:
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
            statements += [f"INSERT INTO {table} VALUES ({', '.join(map(quoted, row))})" for row in rows]
    return "".join(f"{statement};\n" for statement in statements)


def quoted(value: object) -> str:
    assert isinstance(value, str)
    return "'" + value.replace("'", "''") + "'"


def contents(path: Path) -> list[str]:
    """What makes the database again; without what the full-text indexes hold, which are empty in one of two ways."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(line for line in connection.iterdump() if '_fts_data" VALUES' not in line)


def test_the_schema_is_the_one_that_the_migrations_lead_to(migrated: Path):
    file = script_directory() / SCHEMA
    if os.environ.get("SCHEMA") == "write":
        file.write_text(schema_of(migrated), "utf-8")
    assert file.read_text("utf-8") == schema_of(migrated), "write it again: see rxchat/db/maintenance/new_database.py"


def test_a_new_database_equals_a_migrated_one(migrated: Path, tmp_path: Path):
    new = tmp_path / "rxchat.db"
    migrate(new, on_step=lambda _step: None)
    assert contents(new) == contents(migrated)


def test_a_schema_of_an_earlier_revision_is_migrated(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def create_earlier(path: Path, scripts: Path) -> None:
        change_revision(path, scripts, "0020", Progress(lambda _step: None))

    monkeypatch.setattr("rxchat.db.maintenance.new_database.create", create_earlier)
    new = tmp_path / "rxchat.db"
    migrate(new, on_step=lambda _step: None)
    assert contents(new) == contents(migrated)


def test_a_schema_that_fails_leaves_the_file_empty(tmp_path: Path):
    (tmp_path / SCHEMA).write_text("CREATE TABLE a (b);\nCREATE TABLE a (b);\n")
    path = tmp_path / "rxchat.db"
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        create(path, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
