"""Turn tables: the keys that turns were sent with."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class TurnKeyRow(SQLModel, table=True):
    """What a sender called a turn, and the answer that it started. Deleted with that answer."""

    __tablename__: ClassVar[str] = "turn_keys"
    __table_args__ = (
        Index("ix_turn_keys_user", "user_id", "key", unique=True),
        Index("ix_turn_keys_reply", "reply_id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    key: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)
    reply_id: int = Field(foreign_key="messages.id", ondelete="CASCADE")
