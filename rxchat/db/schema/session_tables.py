"""Session tables: signed-in browsers and sign-in links."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import UtcDateTime


class SessionRow(SQLModel, table=True):
    """A signed-in browser. It holds the secret; the row holds its SHA-256."""

    __tablename__: ClassVar[str] = "sessions"
    __table_args__ = (UniqueConstraint("secret_digest"), Index("ix_sessions_user", "user_id"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    secret_digest: str = Field(sa_type=Text)
    user_agent: str | None = Field(default=None, sa_type=Text)
    created_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, sa_column_kwargs={"server_default": text("CURRENT_TIMESTAMP")}
    )
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLinkRow(SQLModel, table=True):
    """A link that signs a browser in once; deleted on use."""

    __tablename__: ClassVar[str] = "sign_in_links"

    code_digest: str = Field(primary_key=True, sa_type=Text)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInFailureRow(SQLModel, table=True):
    """A wrong password, by a digest of the account, of the network, or of both. Empty with SQLite, which counts in memory."""

    __tablename__: ClassVar[str] = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key", "key_digest"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True)
    key_digest: str = Field(sa_type=Text)
    created_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, sa_column_kwargs={"server_default": text("CURRENT_TIMESTAMP")}
    )
