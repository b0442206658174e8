"""Spending tables: monthly caps."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import DecimalText


class SpendCapRow(SQLModel, table=True):
    """The most a user may spend per month, in USD, exact. `provider` is empty for a cap on all providers together."""

    __tablename__: ClassVar[str] = "spend_caps"

    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    provider: str = Field(primary_key=True, sa_type=Text)
    monthly_limit: Decimal = Field(sa_type=DecimalText)
