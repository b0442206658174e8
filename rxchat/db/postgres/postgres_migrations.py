"""PostgreSQL migrations: a new database gets the newest schema at once. What came before it is the story of SQLite files."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, inspect, select, text

from rxchat.db.maintenance.migrations import head_revision, is_newer
from rxchat.db.postgres.postgres_schema import FUNCTIONS, INDEXES, schema_of
from rxchat.db.postgres.postgres_search import SEARCH
from rxchat.db.schema.core_tables import UserRow
from rxchat.domain.errors import StartupFailed

OLDEST: Final = 140_000
"""PostgreSQL 14: functions whose body is SQL."""
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(7273636861740002)")
_VERSIONS: Final = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))
_MODULES: Final = ("adoption", "attachment", "legacy", "provider", "session", "share", "spending", "token", "turn")
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


def migrate(connection: Connection, name: str, on_step: Callable[[str], None]) -> None:
    """Make the tables in this transaction, unless they are there already. Raises StartupFailed."""
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
    elif revision != head:
        raise StartupFailed(
            f"The {name} is at revision {revision}. This version needs {head} and can't upgrade it.",
            hint="Copy it to a file with the version that made it (`rxchat db move FILE`), then move that file to an empty"
            " database with this version.",
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
