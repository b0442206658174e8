from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from rxchat.db.schema_changes import add_missing_columns, create_index, create_missing_tables, drop_columns, drop_index
from rxchat.db.upgrades import upgrading

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


def test_columns_are_dropped_where_present(connection: sa.Connection) -> None:
    for _ in range(2):
        drop_columns("notes", ["Title", "nothing"])
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
    assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'ix_notes'").scalar_one() == 0
