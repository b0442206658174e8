"""Schema ledger: what rxchat added to a file, recorded in the file, so that a downgrade removes only that."""

from typing import Final, Literal

import sqlalchemy as sa

Kind = Literal["table", "column", "index"]

# The prefix of derived tables keeps it out of row counts.
LEDGER: Final = sa.Table(
    "rxchat_added",
    sa.MetaData(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
)


class SchemaLedger:
    """The ledger of one database. A file upgraded before ledgers existed has none: its own tables look like ours."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def exists(self) -> bool:
        return sa.inspect(self._connection).has_table(LEDGER.name)

    def begin(self) -> None:
        """Create the ledger, or continue an existing one."""
        LEDGER.create(self._connection, checkfirst=True)

    def record(self, kind: Kind, table: str, name: str) -> None:
        """Record an addition, if there is a ledger."""
        if self.exists():
            self._delete(kind, table, name)
            self._connection.execute(sa.insert(LEDGER).values(kind=kind, table_name=table, name=name))

    def has(self, kind: Kind, table: str, name: str) -> bool:
        """Whether rxchat is known to have added it. False without a ledger."""
        one = (LEDGER.c.kind == kind) & (LEDGER.c.table_name == table) & (LEDGER.c.name == name)
        return self.exists() and self._connection.scalar(sa.select(LEDGER.c.name).where(one)) is not None

    def forget(self, kind: Kind, table: str, name: str) -> bool:
        """Delete the entry of something that is about to be dropped. False if it isn't rxchat's; True without a ledger."""
        return not self.exists() or self._delete(kind, table, name)

    def forget_table(self, table: str) -> bool:
        """The same for a table and everything recorded for it."""
        if not self.forget("table", table, table):
            return False
        if self.exists():
            self._connection.execute(sa.delete(LEDGER).where(LEDGER.c.table_name == table))
        return True

    def tables(self) -> set[str] | None:
        """The added tables; None without a ledger."""
        if not self.exists():
            return None
        return set(self._connection.scalars(sa.select(LEDGER.c.name).where(LEDGER.c.kind == "table")))

    def _delete(self, kind: Kind, table: str, name: str) -> bool:
        """Delete an entry. Returns whether there was one."""
        one = (LEDGER.c.kind == kind) & (LEDGER.c.table_name == table) & (LEDGER.c.name == name)
        return self._connection.execute(sa.delete(LEDGER).where(one)).rowcount > 0
