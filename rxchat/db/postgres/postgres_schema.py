"""PostgreSQL schema: the tables as SQLite has them, in PostgreSQL's types, and the search.

Dates stay texts of one form, as in SQLite: what compares, sorts and groups them is then the same SQL on both, and moving them
from one to the other changes nothing. Texts are compared byte by byte, as SQLite does.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import DefaultClause

from rxchat.db.column_types import UtcDateTime

NOW: Final = text("to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')")
_FALSE_TRUE: Final = {"0": text("false"), "1": text("true")}

FUNCTIONS: Final = tuple(
    f"CREATE FUNCTION substr(text, {', '.join(['bigint'] * count)}) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE"
    f" RETURN pg_catalog.substr($1, {', '.join(f'${number}::int' for number in range(2, count + 2))})"
    for count in (1, 2)
)
"""PostgreSQL's own take integers of 32 bits only."""


INDEXES: Final = (
    "CREATE INDEX ix_conversations_recent ON conversations (user_id, substr(replace(coalesce(last_message_at, updated_at,"
    " created_at, '1970-01-01 00:00:00'), 'T', ' '), 1, 19), id)",
    "CREATE INDEX ix_usage_person_second ON usage_tracking (user_id, substr(replace(created_at, 'T', ' '), 1, 19))",
)
"""On exactly the expressions of the queries."""


def schema_of(source: MetaData) -> MetaData:
    """The same tables for PostgreSQL."""
    made = MetaData()
    for table in source.sorted_tables:
        _copy_of(table, made)
    return made


class PostgresShapes:
    """What a revision adds, as PostgreSQL has it."""

    def table(self, table: Table) -> Table:
        return schema_of(table.metadata).tables[table.name]

    def column(self, column: Column[Any]) -> Column[Any]:
        return Column(column.name, _type_of(column), server_default=_default_of(column))

    def index_names(self, connection: Connection) -> set[str]:
        return set(connection.scalars(text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")))


def _copy_of(table: Table, made: MetaData) -> None:
    key = table.autoincrement_column
    columns = [_column_of(column, is_counted=column is key) for column in table.columns]
    copy = Table(table.name, made, *columns)
    for index in table.indexes:
        where: Any = index.dialect_options["sqlite"]["where"]
        Index(index.name, *(copy.c[column.name] for column in index.columns), unique=index.unique, postgresql_where=where)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = [column.name for column in constraint.columns]
            Index(f"uq_{table.name}_{'_'.join(names)}", *(copy.c[name] for name in names), unique=True)
    _index_references(copy)


def _index_references(copy: Table) -> None:
    """Deleting a row looks for those that refer to it: without an index, through whole tables."""
    indexed = {next(iter(index.columns)).name for index in copy.indexes} | {next(iter(copy.primary_key)).name}
    for name in [column.name for column in copy.columns if column.foreign_keys and column.name not in indexed]:
        Index(f"ix_{copy.name}_{name}_reference", copy.c[name])


def _column_of(column: Column[Any], *, is_counted: bool) -> Column[Any]:
    references = [ForeignKey(key.target_fullname, ondelete=key.ondelete) for key in column.foreign_keys]
    counted = [Identity()] if is_counted else []
    return Column(
        column.name,
        _type_of(column),
        *references,
        *counted,
        primary_key=column.primary_key,
        nullable=column.nullable,
        server_default=_default_of(column),
    )


def _type_of(column: Column[Any]) -> Any:
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, Boolean):
        return Boolean()
    if isinstance(kind, Integer):
        return BigInteger()
    return Text(collation="C") if isinstance(kind, String) or isinstance(column.type, UtcDateTime) else column.type


def _default_of(column: Column[Any]) -> TextClause | None:
    default = column.server_default
    if not isinstance(default, DefaultClause):
        return None
    words = str(default.arg)
    if words == "CURRENT_TIMESTAMP":
        return NOW
    return _FALSE_TRUE.get(words, text(words)) if isinstance(column.type, Boolean) else text(words)
