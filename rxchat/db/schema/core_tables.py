"""The tables: eleven of the Claude-only program that rxchat extends, with rxchat's columns at the end of each, and rxchat's own.

Ids are AUTOINCREMENT: a number is never given twice. The migrations in `alembic/versions` hold the same tables;
`alembic check` compares the two.
"""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from sqlalchemy import Boolean, Float, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import DecimalText, FailureText, TextList, UtcDateTime
from rxchat.domain.errors import Failure

_AUTOINCREMENT: Final = {"sqlite_autoincrement": True}


def _id() -> Any:
    return Field(default=None, primary_key=True)


def _text(default: str | None = None, *, nullable: bool = True) -> Any:
    extra = {} if default is None else {"server_default": text(f"'{default}'")}
    return Field(default=default, nullable=nullable, sa_type=Text, sa_column_kwargs=extra)


def _integer(default: int | None = None) -> Any:
    extra = {} if default is None else {"server_default": text(str(default))}
    return Field(default=default, sa_type=Integer, sa_column_kwargs=extra)


def _flag(*, default: bool = False) -> Any:
    return Field(default=default, nullable=True, sa_type=Boolean, sa_column_kwargs={"server_default": text(str(int(default)))})


def _date(*, is_now: bool = False) -> Any:
    extra = {"server_default": text("CURRENT_TIMESTAMP")} if is_now else {}
    return Field(default=None, sa_type=UtcDateTime, sa_column_kwargs=extra)


def _reference(column: str, *, ondelete: Any = "CASCADE", nullable: bool = False) -> Any:
    return Field(default=None, foreign_key=column, ondelete=ondelete, nullable=nullable)


class UserRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "users"
    __table_args__ = (UniqueConstraint("email"), _AUTOINCREMENT)

    id: int = _id()
    email: str | None = _text()
    name: str | None = _text()
    avatar_url: str | None = _text()
    created_at: datetime | None = _date(is_now=True)
    last_login: datetime | None = _date()
    preferences: str | None = _text()
    custom_instructions: str | None = _text()
    password_hash: str | None = _text()
    is_disabled: bool | None = _flag()


class ProjectRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "projects"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    user_id: int = _reference("users.id")
    name: str = _text(nullable=False)
    description: str | None = _text()
    color: str | None = _text()
    custom_instructions: str | None = _text()
    knowledge_base_path: str | None = _text()
    created_at: datetime | None = _date(is_now=True)
    updated_at: datetime | None = _date(is_now=True)
    is_archived: bool | None = _flag()
    is_pinned: bool | None = _flag()


class ConversationRow(SQLModel, table=True):
    """`current_message_id` is the message that the shown branch ends with; NULL where there has only ever been one branch."""

    __tablename__: ClassVar[str] = "conversations"
    __table_args__ = (
        Index("idx_conversations_provider", "provider"),
        Index("ix_conversations_user", "user_id"),
        Index("ix_conversations_import", "user_id", "import_id", sqlite_where=text("import_id IS NOT NULL")),
        _AUTOINCREMENT,
    )

    id: int = _id()
    user_id: int = _reference("users.id")
    project_id: int | None = _reference("projects.id", ondelete="SET NULL", nullable=True)
    title: str | None = _text()
    model: str | None = _text()
    created_at: datetime | None = _date(is_now=True)
    updated_at: datetime | None = _date(is_now=True)
    last_message_at: datetime | None = _date()
    is_archived: bool | None = _flag()
    is_pinned: bool | None = _flag()
    is_deleted: bool | None = _flag()
    settings: str | None = _text()
    token_count: int | None = _integer(0)
    message_count: int | None = _integer(0)
    provider: str | None = _text("claude")
    current_message_id: int | None = _integer()
    import_id: str | None = _text()


class MessageRow(SQLModel, table=True):
    """One turn. `content` and `thinking` grow while `status` is `streaming`; `tokens` is the older program's output count.

    `image_count` is how many there are in `images`, NULL where there are none, or nobody has counted them.
    """

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (
        # Covers what reading order is computed from, so that no long text is read to find it.
        Index("ix_messages_reading", "conversation_id", "id", "role", "parent_message_id"),
        Index("ix_messages_parent", "parent_message_id"),
        Index("ix_messages_streaming", "status", sqlite_where=text("status = 'streaming'")),
        _AUTOINCREMENT,
    )

    id: int = _id()
    conversation_id: int = _reference("conversations.id")
    role: str = _text(nullable=False)
    content: str = _text(nullable=False)
    created_at: datetime | None = _date(is_now=True)
    edited_at: datetime | None = _date()
    tokens: int | None = _integer()
    finish_reason: str | None = _text()
    images: str | None = _text()
    parent_message_id: int | None = _reference("messages.id", ondelete="SET NULL", nullable=True)
    provider: str | None = _text("claude")
    status: str | None = _text("complete")
    model: str | None = _text()
    thinking: str | None = _text()
    error: Failure | None = Field(default=None, sa_type=FailureText)
    raw_finish_reason: str | None = _text()
    input_tokens: int | None = _integer()
    output_tokens: int | None = _integer()
    cache_read_tokens: int | None = _integer()
    cache_write_tokens: int | None = _integer()
    reasoning_tokens: int | None = _integer()
    cost: Decimal | None = Field(default=None, sa_type=DecimalText)
    currency: str | None = _text()
    latency_ms: int | None = _integer()
    first_ms: int | None = _integer()
    notes: tuple[str, ...] | None = Field(default=None, sa_type=TextList)
    image_count: int | None = _integer()


class MessagePositionRow(SQLModel, table=True):
    """The id that a message of an adopted history would have, were its ids in the order of its times. Made from the messages."""

    __tablename__: ClassVar[str] = "rxchat_message_places"

    message_id: int = Field(primary_key=True, foreign_key="messages.id", ondelete="CASCADE")
    place: int = Field(nullable=False)


class ArtifactRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "artifacts"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    message_id: int = _reference("messages.id")
    conversation_id: int = _reference("conversations.id")
    type: str = _text(nullable=False)
    title: str | None = _text()
    identifier: str | None = _text()
    language: str | None = _text()
    content: str | None = _text()
    version: int | None = _integer(1)
    created_at: datetime | None = _date(is_now=True)
    updated_at: datetime | None = _date(is_now=True)


class SharedConversationRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "shared_conversations"
    __table_args__ = (UniqueConstraint("share_token"), _AUTOINCREMENT)

    id: int = _id()
    conversation_id: int = _reference("conversations.id")
    share_token: str = _text(nullable=False)
    created_at: datetime | None = _date(is_now=True)
    expires_at: datetime | None = _date()
    view_count: int | None = _integer(0)
    is_public: bool | None = _flag(default=True)


class PromptRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "prompt_library"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    user_id: int = _reference("users.id")
    title: str = _text(nullable=False)
    description: str | None = _text()
    prompt_template: str = _text(nullable=False)
    category: str | None = _text()
    tags: str | None = _text()
    is_public: bool | None = _flag()
    usage_count: int | None = _integer(0)
    created_at: datetime | None = _date(is_now=True)
    updated_at: datetime | None = _date(is_now=True)


class FolderRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "conversation_folders"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    user_id: int = _reference("users.id")
    project_id: int | None = _reference("projects.id", nullable=True)
    name: str = _text(nullable=False)
    parent_folder_id: int | None = _reference("conversation_folders.id", nullable=True)
    created_at: datetime | None = _date(is_now=True)
    position: int | None = _integer(0)


class FolderItemRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "conversation_folder_items"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    folder_id: int = _reference("conversation_folders.id")
    conversation_id: int = _reference("conversations.id")


class UsageRow(SQLModel, table=True):
    """One call of a model, failures included. `input_tokens` includes what a cache gave or took."""

    __tablename__: ClassVar[str] = "usage_tracking"
    __table_args__ = (Index("idx_usage_tracking_provider", "provider"), _AUTOINCREMENT)

    id: int = _id()
    user_id: int = _reference("users.id")
    conversation_id: int | None = _reference("conversations.id", ondelete="SET NULL", nullable=True)
    message_id: int | None = _reference("messages.id", ondelete="SET NULL", nullable=True)
    model: str | None = _text()
    input_tokens: int | None = _integer()
    output_tokens: int | None = _integer()
    cost_estimate: float | None = Field(default=None, sa_type=Float)
    created_at: datetime | None = _date(is_now=True)
    provider: str | None = _text("claude")
    status: str | None = _text("complete")
    failure_code: str | None = _text()
    cache_read_tokens: int | None = _integer()
    cache_write_tokens: int | None = _integer()
    reasoning_tokens: int | None = _integer()
    currency: str | None = _text()
    latency_ms: int | None = _integer()
    first_ms: int | None = _integer()


class ApiKeyRow(SQLModel, table=True):
    """What is kept of a provider, where `api_key_hash` begins with our seal. Others are the older program's, and left alone."""

    __tablename__: ClassVar[str] = "api_keys"
    __table_args__ = _AUTOINCREMENT

    id: int = _id()
    user_id: int = _reference("users.id")
    key_name: str = _text(nullable=False)
    api_key_hash: str | None = _text()
    created_at: datetime | None = _date(is_now=True)
    last_used_at: datetime | None = _date()
    is_active: bool | None = _flag(default=True)
    base_url: str | None = _text()
    key_hint: str | None = _text()
    wait_seconds: int | None = _integer()


class KeyCheckRow(SQLModel, table=True):
    """What the master key must answer to, so that a start with the wrong one is noticed."""

    __tablename__: ClassVar[str] = "key_checks"

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = _text(nullable=False)
    created_at: datetime | None = _date(is_now=True)
