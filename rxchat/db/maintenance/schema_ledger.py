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
_ENTRY: Final = (
    (LEDGER.c.kind == sa.bindparam("of_kind"))
    & (LEDGER.c.table_name == sa.bindparam("of_table"))
    & (LEDGER.c.name == sa.bindparam("of_name"))
)
_INSERT: Final = sa.insert(LEDGER).values(
    kind=sa.bindparam("of_kind"), table_name=sa.bindparam("of_table"), name=sa.bindparam("of_name")
)
_DELETE: Final = sa.delete(LEDGER).where(_ENTRY)


class SchemaLedger:
    """The ledger of one database. A file upgraded before ledgers existed has none: its own tables look like ours."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def exists(self) -> bool:
        return sa.inspect(self._connection).has_table(LEDGER.name)

    def begin(self) -> None:
        """Create the ledger, or continue an existing one."""
        LEDGER.create(self._connection, checkfirst=True)

    def record(self, kind: Kind, table: str, *names: str) -> None:
        """Record additions to a table, if there is a ledger."""
        if names and self.exists():
            entries = [_entry(kind, table, name) for name in names]
            self._connection.execute(_DELETE, entries)
            self._connection.execute(_INSERT, entries)

    def has(self, kind: Kind, table: str, name: str) -> bool:
        """Whether rxchat is known to have added it. False without a ledger."""
        found = sa.select(LEDGER.c.name).where(_ENTRY)
        return self.exists() and self._connection.scalar(found, _entry(kind, table, name)) is not None

    def forget(self, kind: Kind, table: str, name: str) -> bool:
        """Delete the entry of something that is about to be dropped. False if it isn't rxchat's; True without a ledger."""
        return not self.exists() or self._connection.execute(_DELETE, _entry(kind, table, name)).rowcount > 0

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


def _entry(kind: Kind, table: str, name: str) -> dict[str, str]:
    return {"of_kind": kind, "of_table": table, "of_name": name}
