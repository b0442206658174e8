"""Legacy tables: what the older program keeps beside conversations and messages."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import DecimalText
from rxchat.db.schema.column_factories import (
    AUTOINCREMENT,
    date_column,
    flag_column,
    foreign_key,
    integer_column,
    primary_key,
    text_column,
)


class ProjectRow(SQLModel, table=True):
    """`monthly_limit` is in USD. `default_provider` and `default_model` are those of a new conversation in it."""

    __tablename__: ClassVar[str] = "projects"
    __table_args__ = AUTOINCREMENT

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    name: str = text_column(nullable=False)
    description: str | None = text_column()
    color: str | None = text_column()
    custom_instructions: str | None = text_column()
    knowledge_base_path: str | None = text_column()
    created_at: datetime | None = date_column(is_now=True)
    updated_at: datetime | None = date_column(is_now=True)
    is_archived: bool | None = flag_column()
    is_pinned: bool | None = flag_column()
    default_provider: str | None = text_column()
    default_model: str | None = text_column()
    monthly_limit: Decimal | None = Field(default=None, sa_type=DecimalText)


class ArtifactRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "artifacts"
    __table_args__ = (Index("ix_artifacts_message", "message_id"), AUTOINCREMENT)

    id: int = primary_key()
    message_id: int = foreign_key("messages.id")
    conversation_id: int = foreign_key("conversations.id")
    type: str = text_column(nullable=False)
    title: str | None = text_column()
    identifier: str | None = text_column()
    language: str | None = text_column()
    content: str | None = text_column()
    version: int | None = integer_column(1)
    created_at: datetime | None = date_column(is_now=True)
    updated_at: datetime | None = date_column(is_now=True)
    is_unfinished: bool | None = flag_column()
    is_edit: bool | None = flag_column()
    deleted_at: datetime | None = date_column()


class PromptRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "prompt_library"
    __table_args__ = AUTOINCREMENT

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    title: str = text_column(nullable=False)
    description: str | None = text_column()
    prompt_template: str = text_column(nullable=False)
    category: str | None = text_column()
    tags: str | None = text_column()
    is_public: bool | None = flag_column()
    usage_count: int | None = integer_column(0)
    created_at: datetime | None = date_column(is_now=True)
    updated_at: datetime | None = date_column(is_now=True)


class FolderRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "conversation_folders"
    __table_args__ = (
        Index("ix_conversation_folders_user", "user_id"),
        Index("ix_conversation_folders_parent", "parent_folder_id"),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    project_id: int | None = foreign_key("projects.id", nullable=True)
    name: str = text_column(nullable=False)
    parent_folder_id: int | None = foreign_key("conversation_folders.id", nullable=True)
    created_at: datetime | None = date_column(is_now=True)
    position: int | None = integer_column(0)


class FolderItemRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "conversation_folder_items"
    __table_args__ = (
        Index("ix_conversation_folder_items_folder", "folder_id"),
        Index("ix_conversation_folder_items_conversation", "conversation_id"),
        AUTOINCREMENT,
    )

    id: int = primary_key()
    folder_id: int = foreign_key("conversation_folders.id")
    conversation_id: int = foreign_key("conversations.id")
