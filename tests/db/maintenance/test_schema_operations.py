from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from rxchat.db.maintenance.alembic_runner import upgrading
from rxchat.db.maintenance.migrations import script_directory
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import LEDGER
from rxchat.db.maintenance.schema_operations import (
    add_missing_columns,
    begin_ledger,
    complete_tables,
    create_index,
    create_missing_tables,
    drop_columns,
    drop_index,
    drop_tables,
    note_progress,
)

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def connection(path: Path) -> Iterator[sa.Connection]:
    with upgrading(path) as opened, Operations.context(MigrationContext.configure(opened)):
        opened.exec_driver_sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, Title TEXT)")
        opened.exec_driver_sql("INSERT INTO notes (Title) VALUES ('kept')")
        yield opened


def test_columns_are_added_where_missing_and_nullable_with_constant_defaults(connection: sa.Connection) -> None:
    columns = [
        sa.Column("title", sa.Text),  # there already, in other letters
        sa.Column("stars", sa.Integer, server_default=sa.text("3"), nullable=False),
        sa.Column("made_at", sa.DateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    ]
    for _ in range(2):
        add_missing_columns("notes", columns)
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1, "kept", 3, None)


def test_a_column_that_was_added_is_dropped_and_one_of_the_files_own_stays(connection: sa.Connection) -> None:
    add_missing_columns("notes", [sa.Column("stars", sa.Integer)])
    for _ in range(2):
        drop_columns("notes", ["Title", "stars", "nothing"])
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1, "kept")


def test_without_a_record_whatever_has_the_name_is_dropped(connection: sa.Connection) -> None:
    LEDGER.drop(connection)
    add_missing_columns("notes", [sa.Column("stars", sa.Integer)])
    for _ in range(2):
        drop_columns("notes", ["Title", "stars", "nothing"])
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1,)
    begin_ledger()
    drop_tables([sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Integer))])
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1,)


def test_indexes_and_tables_are_made_once_and_dropped_once(connection: sa.Connection) -> None:
    tags = sa.Table("tags", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    for _ in range(2):
        create_missing_tables([tags])
        create_index("ix_notes", "notes", "Title", where="Title = 'kept'")
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'ix_notes'").scalar_one()
    assert made.endswith("WHERE Title = 'kept'")
    for _ in range(2):
        drop_index("ix_notes", "notes")
    drop_tables([tags])
    assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name IN ('ix_notes', 'tags')").scalar_one() == 0


def test_an_index_of_the_files_own_stays_whatever_it_is_on(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX IX_notes ON users (name)")
    create_index("ix_notes", "notes", "Title")
    drop_index("ix_notes", "notes")
    found = connection.exec_driver_sql("SELECT tbl_name FROM sqlite_master WHERE name = 'IX_notes'")
    assert found.scalar_one() == "users"


def test_a_table_of_the_files_own_is_completed_and_gets_back_its_shape(connection: sa.Connection) -> None:
    ours = sa.Table("Notes", sa.MetaData(), sa.Column("title", sa.Text), sa.Column("stars", sa.Integer, server_default="3"))
    for _ in range(2):
        complete_tables([ours])
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1, "kept", 3)
    drop_tables([ours])
    assert connection.exec_driver_sql("SELECT * FROM notes").one() == (1, "kept")


def test_a_revision_says_how_far_it_has_come_where_somebody_listens() -> None:
    said: list[str] = []
    progress = Progress(said.append, clock=iter((0.0, 0.0, 5.0)).__next__)
    progress.begin("Upgrading")
    config = Config()
    with EnvironmentContext(config, ScriptDirectory(str(script_directory()))):
        note_progress("nobody hears this")
        config.attributes["progress"] = progress
        note_progress("half of it")
    assert said == ["Upgrading", "Upgrading: 5 s, half of it"]
