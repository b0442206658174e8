"""What rxchat added to a file, written down in the file itself: a downgrade takes away that, and nothing the file had before."""

from typing import Final, Literal

import sqlalchemy as sa

Kind = Literal["table", "column", "index"]

# Its name begins like those of the search indexes: it is no table of which rows are counted.
RECORD: Final = sa.Table(
    "rxchat_added",
    sa.MetaData(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
)


class SchemaLedger:
    """The record of one database. A file upgraded before there were records has none: its own things look like ours."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def is_kept(self) -> bool:
        return sa.inspect(self._connection).has_table(RECORD.name)

    def begin(self) -> None:
        """Keep a record from here on. One that is there goes on."""
        RECORD.create(self._connection, checkfirst=True)

    def note(self, kind: Kind, table: str, name: str) -> None:
        """Write down what was just added, where a record is kept."""
        if self.is_kept():
            self._forget(kind, table, name)
            self._connection.execute(sa.insert(RECORD).values(kind=kind, table_name=table, name=name))

    def give_up(self, kind: Kind, table: str, name: str) -> bool:
        """Whether this may be dropped, which it is then expected to be: it was added, or nobody knows."""
        return not self.is_kept() or self._forget(kind, table, name)

    def give_up_table(self, table: str) -> bool:
        """The same for a whole table, with what was added to it."""
        if not self.give_up("table", table, table):
            return False
        if self.is_kept():
            self._connection.execute(sa.delete(RECORD).where(RECORD.c.table_name == table))
        return True

    def tables(self) -> set[str] | None:
        """The tables that were added; None where no record is kept."""
        if not self.is_kept():
            return None
        return set(self._connection.scalars(sa.select(RECORD.c.name).where(RECORD.c.kind == "table")))

    def _forget(self, kind: Kind, table: str, name: str) -> bool:
        """Whether it was written down."""
        one = (RECORD.c.kind == kind) & (RECORD.c.table_name == table) & (RECORD.c.name == name)
        return self._connection.execute(sa.delete(RECORD).where(one)).rowcount > 0
