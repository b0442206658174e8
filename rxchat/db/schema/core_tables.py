"""Core tables: users, conversations, messages, usage, keys.

Five come from the Claude-only program; rxchat's columns follow its own. The migrations in `alembic/versions` create the same
tables, and `alembic check` compares the two.
"""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Float, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import DecimalText, FailureText, TextList
from rxchat.db.schema.column_factories import (
    AUTOINCREMENT,
    date_column,
    flag_column,
    foreign_key,
    integer_column,
    primary_key,
    text_column,
)
from rxchat.domain.errors import Failure


class UserRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "users"
    __table_args__ = (UniqueConstraint("email"), AUTOINCREMENT)

    id: int = primary_key()
    email: str | None = text_column()
    name: str | None = text_column()
    avatar_url: str | None = text_column()
    created_at: datetime | None = date_column(is_now=True)
    last_login: datetime | None = date_column()
    preferences: str | None = text_column()
    custom_instructions: str | None = text_column()
    password_hash: str | None = text_column()
    is_disabled: bool | None = flag_column()


class ConversationRow(SQLModel, table=True):
    """`current_message_id` is the last message of the shown branch; NULL for a conversation with a single branch.

    `trashed_at` is NULL also for conversations that were deleted before that column existed: nothing purges those by itself.
    """

    __tablename__: ClassVar[str] = "conversations"
    __table_args__ = (
        Index("idx_conversations_provider", "provider"),
        Index("ix_conversations_user", "user_id"),
        Index("ix_conversations_project", "project_id", "user_id", "is_deleted", sqlite_where=text("project_id IS NOT NULL")),
        Index("ix_conversations_import", "user_id", "import_id", sqlite_where=text("import_id IS NOT NULL")),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    project_id: int | None = foreign_key("projects.id", ondelete="SET NULL", nullable=True)
    title: str | None = text_column()
    model: str | None = text_column()
    created_at: datetime | None = date_column(is_now=True)
    updated_at: datetime | None = date_column(is_now=True)
    last_message_at: datetime | None = date_column()
    is_archived: bool | None = flag_column()
    is_pinned: bool | None = flag_column()
    is_deleted: bool | None = flag_column()
    settings: str | None = text_column()
    token_count: int | None = integer_column(0)
    message_count: int | None = integer_column(0)
    provider: str | None = text_column("claude")
    current_message_id: int | None = integer_column()
    import_id: str | None = text_column()
    trashed_at: datetime | None = date_column()
    has_unread: bool | None = flag_column()


class MessageRow(SQLModel, table=True):
    """One message. `content` and `thinking` grow while `status` is `streaming`; `tokens` is the older program's output count.

    `image_count` is the number of images in `images`; NULL for none, or not counted yet. The older program finds the versions of
    an answer by `variation_group_id`; rxchat writes it and reads parents. `summary` stands in requests in the place of the
    message and all above it; the conversation's messages went up to `summary_last_id` when it was written.
    """

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (
        # Covers the columns that reading order is computed from, so that no message text is read for it.
        Index("ix_messages_reading", "conversation_id", "id", "role", "parent_message_id"),
        Index("ix_messages_parent", "parent_message_id"),
        Index("ix_messages_streaming", "status", sqlite_where=text("status = 'streaming'")),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    conversation_id: int = foreign_key("conversations.id")
    role: str = text_column(nullable=False)
    content: str = text_column(nullable=False)
    created_at: datetime | None = date_column(is_now=True)
    edited_at: datetime | None = date_column()
    tokens: int | None = integer_column()
    finish_reason: str | None = text_column()
    images: str | None = text_column()
    parent_message_id: int | None = foreign_key("messages.id", ondelete="SET NULL", nullable=True)
    provider: str | None = text_column("claude")
    status: str | None = text_column("complete")
    model: str | None = text_column()
    thinking: str | None = text_column()
    error: Failure | None = Field(default=None, sa_type=FailureText)
    raw_finish_reason: str | None = text_column()
    input_tokens: int | None = integer_column()
    output_tokens: int | None = integer_column()
    cache_read_tokens: int | None = integer_column()
    cache_write_tokens: int | None = integer_column()
    reasoning_tokens: int | None = integer_column()
    cost: Decimal | None = Field(default=None, sa_type=DecimalText)
    currency: str | None = text_column()
    latency_ms: int | None = integer_column()
    first_ms: int | None = integer_column()
    reasoning_ms: int | None = integer_column()
    notes: tuple[str, ...] | None = Field(default=None, sa_type=TextList)
    image_count: int | None = integer_column()
    variation_group_id: str | None = text_column()
    variation_index: int | None = integer_column()
    summary: str | None = text_column()
    summary_last_id: int | None = integer_column()
    worker_id: str | None = text_column()
    """Who writes the answer, where several processes do."""
    stop_requested_at: datetime | None = date_column()


class MessagePositionRow(SQLModel, table=True):
    """The position of a message in an adopted history whose ids contradict its times: the id it would have in the order of time.
    Answers with the same position are versions of each other. Derived from the messages.
    """

    __tablename__: ClassVar[str] = "rxchat_message_places"
    __table_args__ = (Index("ix_message_places_place", "place"),)

    message_id: int = Field(primary_key=True, foreign_key="messages.id", ondelete="CASCADE")
    place: int = Field(nullable=False)


class UsageRow(SQLModel, table=True):
    """One call of a model, failed ones included. `input_tokens` include cache reads and writes."""

    __tablename__: ClassVar[str] = "usage_tracking"
    __table_args__ = (Index("idx_usage_tracking_provider", "provider"), AUTOINCREMENT)

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    conversation_id: int | None = foreign_key("conversations.id", ondelete="SET NULL", nullable=True)
    message_id: int | None = foreign_key("messages.id", ondelete="SET NULL", nullable=True)
    model: str | None = text_column()
    input_tokens: int | None = integer_column()
    output_tokens: int | None = integer_column()
    cost_estimate: float | None = Field(default=None, sa_type=Float)
    created_at: datetime | None = date_column(is_now=True)
    provider: str | None = text_column("claude")
    status: str | None = text_column("complete")
    failure_code: str | None = text_column()
    cache_read_tokens: int | None = integer_column()
    cache_write_tokens: int | None = integer_column()
    reasoning_tokens: int | None = integer_column()
    currency: str | None = text_column()
    latency_ms: int | None = integer_column()
    first_ms: int | None = integer_column()
    token_id: int | None = integer_column()
    """The program token of a call to `/v1`. Its row stays when it is revoked."""


class ApiKeyRow(SQLModel, table=True):
    """A provider's key and settings if `api_key_hash` starts with our seal. Other rows are the older program's and stay
    untouched.
    """

    __tablename__: ClassVar[str] = "api_keys"
    __table_args__ = AUTOINCREMENT

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    key_name: str = text_column(nullable=False)
    api_key_hash: str | None = text_column()
    created_at: datetime | None = date_column(is_now=True)
    last_used_at: datetime | None = date_column()
    is_active: bool | None = flag_column(default=True)
    base_url: str | None = text_column()
    key_hint: str | None = text_column()
    wait_seconds: int | None = integer_column()
    cache_seconds: int | None = integer_column()


class KeyCheckRow(SQLModel, table=True):
    """The master key's check value, so that a start with the wrong key is noticed."""

    __tablename__: ClassVar[str] = "key_checks"

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = text_column(nullable=False)
    created_at: datetime | None = date_column(is_now=True)
