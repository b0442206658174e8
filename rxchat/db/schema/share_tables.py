"""Share tables: the share links of the older program, and the snapshots that rxchat adds to them."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxchat.db.schema.column_factories import (
    AUTOINCREMENT,
    date_column,
    flag_column,
    foreign_key,
    integer_column,
    primary_key,
    text_column,
)


class SharedConversationRow(SQLModel, table=True):
    """A link. One without a snapshot shows its conversation as it is now."""

    __tablename__: ClassVar[str] = "shared_conversations"
    __table_args__ = (
        UniqueConstraint("share_token"),
        Index("ix_shared_conversations_conversation", "conversation_id"),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    conversation_id: int = foreign_key("conversations.id")
    share_token: str = text_column(nullable=False)
    created_at: datetime | None = date_column(is_now=True)
    expires_at: datetime | None = date_column()
    view_count: int | None = integer_column(0)
    is_public: bool | None = flag_column(default=True)


class ShareSnapshotRow(SQLModel, table=True):
    """What a link shows: the conversation as it was at `taken_at`. `share_id` is NULL until all its messages are written."""

    __tablename__: ClassVar[str] = "share_snapshots"
    __table_args__ = (
        UniqueConstraint("share_id"),
        Index("ix_share_snapshots_conversation", "conversation_id"),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    conversation_id: int = foreign_key("conversations.id")
    share_id: int | None = foreign_key("shared_conversations.id", nullable=True)
    title: str | None = text_column()
    has_reasoning: bool | None = flag_column()
    has_images: bool | None = flag_column()
    message_count: int | None = integer_column(0)
    taken_at: datetime | None = date_column(is_now=True)


class ShareSnapshotMessageRow(SQLModel, table=True):
    """A message of a snapshot. `thinking` and `images` are NULL unless the owner chose to share them."""

    __tablename__: ClassVar[str] = "share_snapshot_messages"

    snapshot_id: int = Field(primary_key=True, foreign_key="share_snapshots.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    role: str = text_column(nullable=False)
    content: str = text_column(nullable=False)
    thinking: str | None = text_column()
    images: str | None = text_column()
    image_count: int | None = integer_column(0)
