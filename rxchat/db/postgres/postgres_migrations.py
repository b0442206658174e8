"""PostgreSQL migrations: a new database is made at once. Revisions before the first are the story of SQLite files."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, inspect, select, text

from rxchat.db.maintenance import migrations
from rxchat.db.maintenance.migrations import head_revision, is_newer
from rxchat.db.postgres.postgres_schema import FUNCTIONS, INDEXES, PostgresShapes, schema_of
from rxchat.db.postgres.postgres_search import SEARCH
from rxchat.db.schema.core_tables import UserRow
from rxchat.domain.errors import StartupFailed

FIRST: Final = "0032"
"""The oldest revision that a PostgreSQL database can be at: later ones run on both."""
OLDEST: Final = 140_000
"""PostgreSQL 14: functions whose body is SQL."""
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(7273636861740002)")
_VERSIONS: Final = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))
_MODULES: Final = ("adoption", "attachment", "legacy", "provider", "session", "share", "spending", "token", "turn", "worker")
_ICU: Final = text("SELECT EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu')")


def require_server(connection: Connection, name: str) -> None:
    """Raise StartupFailed where the server is too old or keeps text in another form than rxchat needs."""
    number = int(connection.scalar(text("SELECT current_setting('server_version_num')")) or 0)
    if number < OLDEST:
        version = connection.scalar(text("SELECT current_setting('server_version')"))
        raise StartupFailed(f"The server of the {name} is PostgreSQL {version}.", hint="rxchat needs PostgreSQL 14 or newer.")
    encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
    if encoding != "UTF8":
        raise StartupFailed(
            f"The {name} keeps its text as {encoding}.",
            hint="Create one that keeps it as UTF-8: createdb --encoding UTF8 --template template0 NAME",
        )
    if not connection.scalar(_ICU):
        raise StartupFailed(
            f"The server of the {name} was built without ICU, which rxchat's search needs.",
            hint="Use a PostgreSQL with ICU, such as the packages of Debian or of postgresql.org.",
        )


def revision_in(connection: Connection) -> str | None:
    """The revision of a database; None without one."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    return connection.scalar(select(_VERSIONS.c.version_num))


def is_outdated(connection: Connection) -> bool:
    """Whether an upgrade is due, which nobody may serve the database during."""
    return (revision_in(connection) or head_revision()) < head_revision()


def census(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = sorted(tables().tables.keys() & set(inspect(connection).get_table_names()))
    return {name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in names}


def migrate(connection: Connection, name: str, on_step: Callable[[str], None]) -> None:
    """Make or upgrade the tables in this transaction, unless they are as they should be. Raises StartupFailed."""
    head = head_revision()
    if revision_in(connection) == head:
        return
    connection.execute(_ONE_AT_A_TIME)
    revision = revision_in(connection)  # another rxchat may have started at the same moment
    if revision is None:
        if tables := inspect(connection).get_table_names():
            raise StartupFailed(
                f"The {name} isn't rxchat's: it has a table {tables[0]}.", hint="Create an empty database for rxchat."
            )
        on_step("Creating the database")
        create(connection)
    elif is_newer(revision):
        raise StartupFailed(
            f"The {name} is from a newer version of rxchat (revision {revision}; this version supports up to {head}).",
            hint="Update rxchat.",
        )
    elif revision < FIRST:
        raise StartupFailed(
            f"The {name} is at revision {revision}, which no version of rxchat has made.", hint="Create an empty database."
        )
    elif revision != head:
        on_step(f"Upgrading the database from {revision} to {head}")
        _upgrade(connection, name, head)


def _upgrade(connection: Connection, name: str, head: str) -> None:
    before = census(connection)
    try:
        # alembic takes 160 ms to import, which a start without an upgrade avoids
        runner = import_module("rxchat.db.maintenance.alembic_runner")
        runner.upgrade_in(connection, migrations.script_directory(), head, PostgresShapes())
    except Exception as exc:
        reason = " ".join(str(getattr(exc, "orig", None) or exc).split()).rstrip(".")
        raise StartupFailed(f"Couldn't upgrade the {name}: {reason}.", hint="Nothing was changed. Please report this.") from exc
    after = census(connection)
    if changed := [table for table, count in before.items() if after.get(table) != count]:
        raise StartupFailed(
            f"Couldn't upgrade the {name}: {changed[0]} would have another number of rows.",
            hint="Nothing was changed. Please report this.",
        )


def create(connection: Connection) -> None:
    """The newest schema, in an empty database."""
    tables().create_all(connection)
    for statement in (*FUNCTIONS, *INDEXES, *SEARCH):
        connection.exec_driver_sql(statement)
    _VERSIONS.create(connection)
    connection.execute(insert(_VERSIONS).values(version_num=head_revision()))


def tables() -> MetaData:
    """rxchat's tables, as PostgreSQL has them."""
    for name in _MODULES:  # each adds its tables to those that there are
        import_module(f"rxchat.db.schema.{name}_tables")
    return schema_of(UserRow.metadata)
