"""The steps revisions are made of. Each looks first, so that it can meet any file and be repeated."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import context, op

from rxchat.db.progress import Progress


def create_missing_tables(tables: Iterable[sa.Table]) -> None:
    """Create what is absent, in the order given."""
    present = set(sa.inspect(op.get_bind()).get_table_names())
    for table in tables:
        if table.name not in present:
            table.create(op.get_bind(), checkfirst=False)


def add_missing_columns(table: str, columns: Iterable[sa.Column[object]]) -> None:
    """Add what is absent, always nullable: SQLite adds such a column without touching a row."""
    present = {column["name"].lower() for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name.lower() not in present:
            op.add_column(table, sa.Column(column.name, column.type, server_default=_constant(column.server_default)))


def drop_columns(table: str, names: Iterable[str]) -> None:
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for name in names:
        if name in present:
            op.drop_column(table, name)


def create_index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    op.create_index(name, table, list(columns), if_not_exists=True, sqlite_where=None if where is None else sa.text(where))


def drop_index(name: str, table: str) -> None:
    op.drop_index(name, table, if_exists=True)


def note_progress(detail: str) -> None:
    """Say how far a revision has come, where somebody listens: `alembic` by hand does not."""
    progress: Progress | None = context.config.attributes.get("progress")
    if progress is not None:
        progress.detail = detail
        progress.tick()


def _constant(default: sa.FetchedValue | None) -> sa.TextClause | None:
    """A default that a column may be added with: SQLite refuses CURRENT_TIMESTAMP on a table that has rows."""
    if not isinstance(default, sa.DefaultClause) or str(default.arg) == "CURRENT_TIMESTAMP":
        return None
    return sa.text(str(default.arg))
