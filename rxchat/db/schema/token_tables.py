"""Token tables: the tokens with which programs use `/v1`."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import DecimalText
from rxchat.db.schema.column_factories import AUTOINCREMENT, date_column, foreign_key, primary_key, text_column


class ProgramTokenRow(SQLModel, table=True):
    """A program holds the secret; the row holds its SHA-256 and its last characters.

    A revoked one stays, for the name of its usage. `models` is a JSON list of model refs; null means all.
    """

    __tablename__: ClassVar[str] = "program_tokens"
    __table_args__ = (UniqueConstraint("secret_digest"), Index("ix_program_tokens_user", "user_id"), AUTOINCREMENT)

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    name: str = text_column(nullable=False)
    secret_digest: str = Field(sa_type=Text)
    hint: str = text_column(nullable=False)
    models: str | None = text_column()
    monthly_limit: Decimal | None = Field(default=None, sa_type=DecimalText)
    created_at: datetime | None = date_column(is_now=True)
    expires_at: datetime | None = date_column()
    last_used_at: datetime | None = date_column()
    revoked_at: datetime | None = date_column()
