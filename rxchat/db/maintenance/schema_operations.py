"""The steps revisions are made of. Each looks first, so that it can meet any file and be repeated."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import context, op

from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.schema_ledger import SchemaLedger
from rxchat.db.sqlite import index_names


def begin_ledger() -> None:
    """Write down from here on what is added: only that is dropped again."""
    _additions().begin()


def create_missing_tables(tables: Iterable[sa.Table]) -> None:
    """Create what is absent, in the order given."""
    present = _tables()
    for table in tables:
        if table.name.lower() not in present:
            table.create(op.get_bind(), checkfirst=False)
            _additions().note("table", table.name, table.name)


def complete_tables(tables: Iterable[sa.Table]) -> None:
    """Create what is absent, and add the columns that a table of the file's own lacks."""
    tables = list(tables)
    create_missing_tables(tables)
    for table in tables:
        add_missing_columns(table.name, table.columns)


def drop_tables(tables: Iterable[sa.Table]) -> None:
    """Undo `complete_tables`, in the order given: a table of the file's own loses only the columns that were added to it."""
    present = _tables()
    for table in tables:
        if _additions().give_up_table(table.name):
            op.drop_table(table.name, if_exists=True)
        elif table.name.lower() in present:
            drop_columns(table.name, table.columns.keys())


def add_missing_columns(table: str, columns: Iterable[sa.Column[object]]) -> None:
    """Add what is absent, always nullable: SQLite adds such a column without touching a row."""
    present = {column["name"].lower() for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name.lower() not in present:
            op.add_column(table, sa.Column(column.name, column.type, server_default=_constant(column.server_default)))
            _additions().note("column", table, column.name)


def drop_columns(table: str, names: Iterable[str]) -> None:
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for name in names:
        if name in present and _additions().give_up("column", table, name):
            op.drop_column(table, name)


def create_index(name: str, table: str, *columns: str | sa.TextClause, where: str | None = None) -> None:
    """A column may be an expression, as `sa.text`. An index of that name, whatever it is on, stays as it is."""
    if name.lower() not in index_names(op.get_bind()):
        op.create_index(name, table, list(columns), sqlite_where=None if where is None else sa.text(where))
        _additions().note("index", table, name)


def drop_index(name: str, table: str) -> None:
    if _additions().give_up("index", table, name):
        op.drop_index(name, table, if_exists=True)


def note_progress(detail: str) -> None:
    """Say how far a revision has come, where somebody listens: `alembic` by hand does not."""
    progress: Progress | None = context.config.attributes.get("progress")
    if progress is not None:
        progress.detail = detail
        progress.tick()


def _tables() -> set[str]:
    return {name.lower() for name in sa.inspect(op.get_bind()).get_table_names()}


def _additions() -> SchemaLedger:
    return SchemaLedger(op.get_bind())


def _constant(default: sa.FetchedValue | None) -> sa.TextClause | None:
    """A default that a column may be added with: SQLite refuses CURRENT_TIMESTAMP on a table that has rows."""
    if not isinstance(default, sa.DefaultClause) or str(default.arg) == "CURRENT_TIMESTAMP":
        return None
    return sa.text(str(default.arg))
