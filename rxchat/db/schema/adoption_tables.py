"""Adoption tables: where an imported database came from, and the ids its rows had there."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from rxchat.db.schema.column_factories import AUTOINCREMENT, date_column, integer_column, primary_key, text_column


class AdoptedFileRow(SQLModel, table=True):
    """A file that became this database, the digest of what was in it, and which of its people is the user of local mode."""

    __tablename__: ClassVar[str] = "adopted_files"
    __table_args__ = AUTOINCREMENT

    id: int = primary_key()
    path: str = text_column(nullable=False)
    adopted_at: datetime | None = date_column(is_now=True)
    local_user_id: int | None = integer_column()
    digest: str | None = text_column()


class LegacyIdRow(SQLModel, table=True):
    """The number that a row got for its text id."""

    __tablename__: ClassVar[str] = "legacy_ids"

    table_name: str = Field(sa_column=Column(Text, primary_key=True))
    legacy_id: str = Field(sa_column=Column(Text, primary_key=True))
    row_id: int | None = integer_column()
