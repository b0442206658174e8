"""Column factories: the columns that the tables declare again and again."""

from typing import Any, Final

from sqlalchemy import Boolean, Integer, Text, text
from sqlmodel import Field

from rxchat.db.column_types import UtcDateTime

AUTOINCREMENT: Final = {"sqlite_autoincrement": True}
"""For `__table_args__`: SQLite never reuses the id of a deleted row."""


def primary_key() -> Any:
    return Field(default=None, primary_key=True)


def text_column(default: str | None = None, *, nullable: bool = True) -> Any:
    extra = {} if default is None else {"server_default": text(f"'{default}'")}
    return Field(default=default, nullable=nullable, sa_type=Text, sa_column_kwargs=extra)


def integer_column(default: int | None = None) -> Any:
    extra = {} if default is None else {"server_default": text(str(default))}
    return Field(default=default, sa_type=Integer, sa_column_kwargs=extra)


def flag_column(*, default: bool = False) -> Any:
    return Field(default=default, nullable=True, sa_type=Boolean, sa_column_kwargs={"server_default": text(str(int(default)))})


def date_column(*, is_now: bool = False) -> Any:
    extra = {"server_default": text("CURRENT_TIMESTAMP")} if is_now else {}
    return Field(default=None, sa_type=UtcDateTime, sa_column_kwargs=extra)


def foreign_key(column: str, *, ondelete: Any = "CASCADE", nullable: bool = False) -> Any:
    return Field(default=None, foreign_key=column, ondelete=ondelete, nullable=nullable)
