"""One upgrade: all of it or none, and never at the cost of a row.

This is the part that needs alembic, whose import costs more than a start with nothing to upgrade should take:
`migrations` loads it when there is work.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, create_engine

from rxchat.db.files import make_private_file
from rxchat.db.sqlite import BEGIN, UPGRADING_PRAGMAS, prepare


class UpgradeRefused(Exception):
    """The upgraded database is not what it was plus what was to be added."""


@dataclass(frozen=True)
class Census:
    """Rows per table, and the references that lead nowhere: older programs left some, an upgrade may not add any."""

    rows: dict[str, int]
    broken: Counter[tuple[object, ...]]


def upgrade(path: Path, scripts: Path) -> None:
    """Bring a database to the newest revision, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with upgrading(path) as connection:
        before = take_census(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        compare(before, take_census(connection))


@contextmanager
def upgrading(path: Path) -> Generator[Connection]:
    """A connection in which tables may be altered: foreign keys off, in one transaction that the block's end commits."""
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
    # A virtual table's count may need a module we don't have; what it keeps lies in tables that are counted.
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name != 'alembic_version' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).scalars()
    quoted = connection.dialect.identifier_preparer.quote_identifier
    rows = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(name)}").scalar_one() for name in tables.all()}
    broken = Counter(tuple(row[:3]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    return Census(rows, broken)


def compare(before: Census, after: Census) -> None:
    """Raise UpgradeRefused where rows are gone or a reference broke."""
    for table, count in before.rows.items():
        if after.rows.get(table) != count:
            raise UpgradeRefused(f"{table} had {count} rows and now has {after.rows.get(table, 'no table')}")
    if broken := after.broken - before.broken:
        table, _row, parent = next(iter(broken))
        raise UpgradeRefused(f"{broken.total()} references were broken, the first from {table} to {parent}")
