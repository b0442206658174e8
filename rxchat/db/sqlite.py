"""What is SQLite's own, and would be written anew for another database."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, String, event, func
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BEGIN: Final = "rxchat_begin"
"""The execution option that names how a transaction begins: DEFERRED, or IMMEDIATE for one that will write."""

SERVING_PRAGMAS: Final = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
# Altering a table that others refer to deletes their rows where foreign keys are on, and they can't be switched off once a
# transaction has begun. The journal mode is left as found: a file whose upgrade fails must not have changed at all.
UPGRADING_PRAGMAS: Final = ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=OFF")


def prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    """Give every connection its pragmas, and begin transactions ourselves: the driver begins them late, and never IMMEDIATE.

    The engine must connect with `isolation_level=None`.
    """

    def set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, 'DEFERRED')}")

    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)


def to_the_second(date: ColumnElement[Any]) -> ColumnElement[str]:
    """Stored dates as text that sorts, whether written with a space or a `T`, with fractions or without."""
    return func.substr(func.replace(date, "T", " ", type_=String), 1, 19, type_=String)
