"""What is SQLite's own, and would be written anew for another database."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Integer,
    String,
    Text,
    TextClause,
    column,
    event,
    func,
    literal_column,
    table,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BEGIN: Final = "rxchat_begin"
"""The execution option that names how a transaction begins: DEFERRED, or IMMEDIATE for one that will write."""

SERVING_PRAGMAS: Final = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
# SQLite waits 0.1 s at a time, so that who queued behind the one that waits has waited as well (`Database.transaction`). What is
# deleted or rewritten is overwritten with zeros.
WRITING_PRAGMAS: Final = ("busy_timeout=100", *SERVING_PRAGMAS[1:], "secure_delete=ON")
# Altering a table that others refer to deletes their rows where foreign keys are on, and they can't be switched off once a
# transaction has begun. The journal mode is left as found: a file whose upgrade fails must not have changed at all.
UPGRADING_PRAGMAS: Final = ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=OFF")

MATCH_BEGINS: Final = "\x02"
MATCH_ENDS: Final = "\x03"


def prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    """Give every connection its pragmas, and begin transactions ourselves: the driver begins them late, and never IMMEDIATE.

    The engine must connect with `isolation_level=None`.
    """

    def set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()  # the pool has not taken it yet, and would leave it open with its thread
            raise
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, 'DEFERRED')}")

    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)


def index_names(connection: Connection) -> set[str]:
    """Every index of the file, in small letters: their names are of one space, whatever tables they are on."""
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    return {str(name).lower() for name in found.scalars()}


def last_id(table_name: str) -> TextClause:
    """The largest id that a table has ever given: those that follow are free, for whoever holds the write lock."""
    return text(
        f"SELECT max(coalesce((SELECT max(id) FROM {table_name}), 0),"
        f" coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table_name}'), 0))"
    )


def to_the_second(date: ColumnElement[Any]) -> ColumnElement[str]:
    """Stored dates as text that sorts, whether written with a space or a `T`, with fractions or without.

    The constants are written out: SQLite uses an index on an expression only where it can see the very same one.
    """
    spaced = func.replace(date, literal_column("'T'", String), literal_column("' '", String), type_=String)
    return func.substr(spaced, literal_column("1", Integer), literal_column("19", Integer), type_=String)


class TextIndex:
    """A full-text index over one column (FTS5), kept by triggers. Its ids are those of the rows it was made from."""

    def __init__(self, name: str, indexed: str) -> None:
        self.name: Final = name
        self.rows: Final[FromClause] = table(name, column("rowid", Integer), column(indexed, Text))
        self.id: Final[ColumnElement[int]] = self.rows.c.rowid
        self._itself: Final[ColumnElement[str]] = literal_column(name, Text)

    def matches(self, terms: Sequence[str]) -> ColumnElement[bool]:
        """Whether a row has every term: words or phrases, the last one as a beginning."""
        return self._itself.bool_op("MATCH")(match_expression(terms))

    def marked(self) -> ColumnElement[str]:
        """The text, with MATCH_BEGINS and MATCH_ENDS around what was found."""
        return func.highlight(self._itself, literal_column("0", Integer), MATCH_BEGINS, MATCH_ENDS, type_=Text)


MESSAGE_TEXTS: Final = TextIndex("rxchat_messages_fts", "content")
TITLES: Final = TextIndex("rxchat_titles_fts", "title")


def match_expression(terms: Sequence[str]) -> str:
    """FTS5's own language, in which everything a person typed is quoted.

    The last term is a beginning, so that a search can be typed: of two letters at least, for one letter is nearly everything.
    """
    quoted = ['"{}"'.format(term.replace('"', '""')) for term in terms]
    is_beginning = len(terms[-1]) > 1 or not terms[-1].isascii()
    return " ".join([*quoted[:-1], quoted[-1] + ("*" if is_beginning else "")])
