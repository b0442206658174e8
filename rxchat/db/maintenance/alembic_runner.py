"""Alembic runner: one change of the revision, in one transaction, checked to lose no row.

Imports alembic, which takes longer than a start without an upgrade should: `migrations` loads this module on demand.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, NullPool, create_engine

from rxchat.db.files import make_private_file
from rxchat.db.maintenance.inspection import count_rows
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import SchemaLedger
from rxchat.db.maintenance.schema_operations import Shapes
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.sqlite import BEGIN, UPGRADING_PRAGMAS, prepare


class UpgradeRefused(Exception):
    """The changed database differs from the old one in more than the change: rows are gone, or references broke."""


@dataclass(frozen=True)
class Census:
    """Rows per table, and dangling references: older programs left some, an upgrade must not add any."""

    rows: dict[str, int]
    broken: Counter[tuple[object, ...]]


def change_revision(path: Path, scripts: Path, revision: str, progress: Progress, *, is_downgrade: bool = False) -> None:
    """Change the database's revision in one transaction. Raises UpgradeRefused, or alembic's or SQLite's error."""
    config = _configuration(scripts)
    config.attributes["progress"] = progress
    with upgrading(path) as connection, progress.watching(_driver(connection)):
        before = take_census(connection)
        config.attributes["connection"] = connection
        if is_downgrade:
            added = SchemaLedger(connection).tables()
            command.downgrade(config, revision)
            compare(before, take_census(connection), may_go=_added_since_the_baseline(config) if added is None else added)
        else:
            command.upgrade(config, revision)
            compare(before, take_census(connection))


def upgrade_in(connection: Connection, scripts: Path, revision: str, shapes: Shapes) -> None:
    """Upgrade another database than SQLite, in the connection's transaction. Raises alembic's or the database's error."""
    config = _configuration(scripts)
    config.attributes.update(connection=connection, shapes=shapes)
    command.upgrade(config, revision)


@contextmanager
def upgrading(path: Path) -> Generator[Connection]:
    """A connection for schema changes: foreign keys off, one transaction, committed at the end of the block."""
    make_private_file(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"isolation_level": None},
        execution_options={BEGIN: "IMMEDIATE"},
        hide_parameters=True,
    )
    prepare(engine, UPGRADING_PRAGMAS)
    with engine.begin() as connection:
        yield connection


def take_census(connection: Connection) -> Census:
    broken = Counter(tuple(row[:3]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    return Census(count_rows(_driver(connection)), broken)


def compare(before: Census, after: Census, *, may_go: Collection[str] = ()) -> None:
    """Raise UpgradeRefused if rows are missing or references broke. Tables in `may_go` may be dropped."""
    for table, count in before.rows.items():
        if table in may_go and table not in after.rows:
            continue
        if after.rows.get(table) != count:
            raise UpgradeRefused(f"{table} had {count} rows and now has {after.rows.get(table, 'no table')}")
    if broken := after.broken - before.broken:
        table, _row, parent = next(iter(broken))
        raise UpgradeRefused(f"{broken.total()} references were broken, the first from {table} to {parent}")


def _configuration(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _added_since_the_baseline(config: Config) -> set[str]:
    """rxchat's own tables, for a file without a schema ledger. The older program's are never dropped."""
    baseline = ScriptDirectory.from_config(config).get_revision("0001").module.metadata
    return UserRow.metadata.tables.keys() - baseline.tables.keys()
