"""Schema operations: the idempotent steps that revisions consist of."""

from collections.abc import Iterable
from typing import Protocol

import sqlalchemy as sa
from alembic import context, op

from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import SchemaLedger
from rxchat.db.sqlite import index_names


class Shapes(Protocol):
    """How another database than SQLite declares what a revision adds."""

    def table(self, table: sa.Table) -> sa.Table: ...

    def column(self, column: sa.Column[object]) -> sa.Column[object]: ...

    def index_names(self, connection: sa.Connection) -> set[str]: ...


def begin_ledger() -> None:
    """Start recording additions: only recorded ones are dropped on downgrade."""
    _ledger().begin()


def create_missing_tables(tables: Iterable[sa.Table]) -> None:
    """Create the missing tables, in the order given."""
    present = _tables()
    for table in tables:
        if table.name.lower() not in present:
            _shaped(table).create(op.get_bind(), checkfirst=False)
            _ledger().record("table", table.name, table.name)


def complete_tables(tables: Iterable[sa.Table]) -> None:
    """Create the missing tables, and add missing columns to existing ones."""
    tables = list(tables)
    create_missing_tables(tables)
    for table in tables:
        add_missing_columns(table.name, table.columns)


def drop_tables(tables: Iterable[sa.Table]) -> None:
    """Undo `complete_tables`, in the order given: a table that existed before loses only the added columns."""
    present = _tables()
    for table in tables:
        if _ledger().forget_table(table.name):
            op.drop_table(table.name, if_exists=True)
        elif table.name.lower() in present:
            drop_columns(table.name, table.columns.keys())


def add_missing_columns(table: str, columns: Iterable[sa.Column[object]]) -> None:
    """Add missing columns, always nullable: SQLite adds those without touching a row."""
    present = {column["name"].lower() for column in sa.inspect(op.get_bind()).get_columns(table)}
    missing = [column for column in columns if column.name.lower() not in present]
    for column in missing:
        _add_column(table, column)
    _ledger().record("column", table, *(column.name for column in missing))


def is_added_column(table: str, name: str) -> bool:
    """Whether the column is one that the older program doesn't know."""
    return _ledger().has("column", table, name)


def drop_columns(table: str, names: Iterable[str]) -> None:
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for name in names:
        if name in present and _ledger().forget("column", table, name):
            op.drop_column(table, name)


def create_index(name: str, table: str, *columns: str | sa.TextClause, where: str | None = None, unique: bool = False) -> None:
    """Create an index on columns or expressions (`sa.text`). An existing index of that name stays, whatever it is on."""
    if name.lower() not in _indexes():
        only = None if where is None else sa.text(where)
        op.create_index(name, table, list(columns), unique=unique, sqlite_where=only, postgresql_where=only)
        _ledger().record("index", table, name)


def drop_index(name: str, table: str) -> None:
    if _ledger().forget("index", table, name):
        op.drop_index(name, table, if_exists=True)


def note_progress(detail: str) -> None:
    """Report the progress of a revision, if somebody listens; nobody does when `alembic` runs by hand."""
    progress: Progress | None = context.config.attributes.get("progress")
    if progress is not None:
        progress.detail = detail
        progress.tick()


def _tables() -> set[str]:
    return {name.lower() for name in sa.inspect(op.get_bind()).get_table_names()}


def _indexes() -> set[str]:
    shapes = _shapes()
    return set(index_names(op.get_bind())) if shapes is None else shapes.index_names(op.get_bind())


def _shaped(table: sa.Table) -> sa.Table:
    shapes = _shapes()
    return table if shapes is None else shapes.table(table)


def _add_column(table: str, column: sa.Column[object]) -> None:
    """Rows that are there get a constant default, and no date that isn't theirs."""
    shapes, constant = _shapes(), _constant(column.server_default)
    if shapes is None:
        op.add_column(table, sa.Column(column.name, column.type, server_default=constant))
        return
    shaped = shapes.column(column)
    default = shaped.server_default if constant is None else None
    op.add_column(table, sa.Column(column.name, shaped.type, server_default=None if constant is None else shaped.server_default))
    if isinstance(default, sa.DefaultClause):
        op.alter_column(table, column.name, server_default=sa.text(str(default.arg)))


def _shapes() -> Shapes | None:
    """None on SQLite."""
    return op.get_context().opts.get("shapes")


def _ledger() -> SchemaLedger:
    return SchemaLedger(op.get_bind())


def _constant(default: sa.FetchedValue | None) -> sa.TextClause | None:
    """A default that ADD COLUMN accepts: SQLite rejects CURRENT_TIMESTAMP for a table with rows."""
    if not isinstance(default, sa.DefaultClause) or str(default.arg) == "CURRENT_TIMESTAMP":
        return None
    return sa.text(str(default.arg))
