"""Attachment tables: uploaded images that wait for their message."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import UtcDateTime


class AttachmentRow(SQLModel, table=True):
    """An uploaded image that isn't sent yet; deleted when it is sent, removed or a day old."""

    __tablename__: ClassVar[str] = "image_uploads"
    __table_args__ = (Index("ix_image_uploads_user", "user_id", "size"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    media_type: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    size: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    data: bytes = Field(sa_type=LargeBinary)
