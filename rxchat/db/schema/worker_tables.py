"""Worker tables: the processes that serve one database, and what they tell each other. Empty with SQLite."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Float, Text, UniqueConstraint
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


class WorkerRow(SQLModel, table=True):
    """A process that serves, from its start to some time after its end. `seen_at` is by the database's clock."""

    __tablename__: ClassVar[str] = "workers"

    id: str = Field(primary_key=True, sa_type=Text)
    machine: str = text_column(nullable=False)
    pid: int | None = integer_column()
    version: str = text_column(nullable=False)
    page_digest: str = text_column(nullable=False)
    setup_digest: str = text_column(nullable=False)
    started_at: datetime | None = date_column(is_now=True)
    seen_at: datetime | None = date_column(is_now=True)
    is_draining: bool | None = flag_column()
    is_gone: bool | None = flag_column()


class WorkerEventRow(SQLModel, table=True):
    """What changed on one worker, for the others: JSON without a word of a conversation. Deleted after some minutes."""

    __tablename__: ClassVar[str] = "worker_events"
    __table_args__ = AUTOINCREMENT

    id: int = primary_key()
    worker_id: str = text_column(nullable=False)
    body: str = text_column(nullable=False)
    created_at: datetime | None = date_column(is_now=True)


class ImportRunRow(SQLModel, table=True):
    """An import that runs on a worker, and how far it is."""

    __tablename__: ClassVar[str] = "import_runs"
    __table_args__ = (UniqueConstraint("user_id"), AUTOINCREMENT)

    id: int = primary_key()
    user_id: int = foreign_key("users.id")
    worker_id: str = text_column(nullable=False)
    share: float | None = Field(default=None, sa_type=Float)
    conversations: int | None = integer_column()
    messages: int | None = integer_column()
    duplicates: int | None = integer_column()
