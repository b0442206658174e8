"""Dialects: expressions that SQLite and PostgreSQL write differently."""

from importlib import import_module
from typing import Any, Final

from sqlalchemy import Integer, literal
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement


def upsert(session: AsyncSession, table: Any) -> sqlite.Insert:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases write alike."""
    if session.get_bind().dialect.name == "postgresql":
        # Its import takes 30 ms, which a start with SQLite avoids.
        return import_module("sqlalchemy.dialects.postgresql").insert(table)
    return sqlite.insert(table)


class _InsertionOrder(ColumnElement[Any]):
    """Where a row is in its table: the order that it came in, unless rows were deleted in between."""

    inherit_cache = True


@compiles(_InsertionOrder)
def _rowid(_order: _InsertionOrder, _compiler: Any, **_options: Any) -> str:
    return "rowid"


@compiles(_InsertionOrder, "postgresql")
def _ctid(_order: _InsertionOrder, _compiler: Any, **_options: Any) -> str:
    return "ctid"


INSERTION_ORDER: Final = _InsertionOrder()


class _Ago(ColumnElement[Any]):
    """The database's time, `seconds` ago, while the statement runs: not when its transaction started, nor this machine's."""

    inherit_cache = False  # the seconds are part of the statement

    def __init__(self, seconds: int) -> None:
        self.seconds: Final = seconds


@compiles(_Ago)
def _datetime(ago: _Ago, _compiler: Any, **_options: Any) -> str:
    return f"datetime('now', '-{ago.seconds} seconds')"


@compiles(_Ago, "postgresql")
def _clock_timestamp(ago: _Ago, _compiler: Any, **_options: Any) -> str:
    moment = f"(clock_timestamp() - interval '{ago.seconds} seconds') AT TIME ZONE 'UTC'"
    return f"to_char({moment}, 'YYYY-MM-DD HH24:MI:SS')"


class _Now(_Ago):
    """Without seconds: a statement with it is compiled once."""

    inherit_cache = True


def seconds_ago(seconds: int) -> ColumnElement[Any]:
    return _Ago(seconds)


NOW: Final = _Now(0)


class FirstNewId(ColumnElement[int]):
    """The first of `count` consecutive ids that no row of the table has ever had. They are free for this transaction."""

    type = Integer()
    inherit_cache = False  # the names are part of the statement

    def __init__(self, table: str, count: int) -> None:
        self.table: Final = table
        self.count: Final = literal(count, Integer)


@compiles(FirstNewId)
def _after_the_last(new: FirstNewId, _compiler: Any, **_options: Any) -> str:
    return (
        f"(SELECT 1 + max(coalesce((SELECT max(id) FROM {new.table}), 0),"
        f" coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{new.table}'), 0)))"
    )


@compiles(FirstNewId, "postgresql")
def _from_the_sequence(new: FirstNewId, compiler: Any, **options: Any) -> str:
    return f"(SELECT min(nextval('{new.table}_id_seq')) FROM generate_series(1, {compiler.process(new.count, **options)}))"
