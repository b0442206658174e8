"""Provider tables: health records, custom endpoints and typed models."""

# pyright: reportIncompatibleVariableOverride=false
# SQLModel declares `__tablename__` as a method and documents it as a string.

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text, text
from sqlmodel import Field, SQLModel

from rxchat.db.column_types import FailureText, UtcDateTime
from rxchat.domain.errors import Failure


def _owner() -> Any:
    return Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)


class ProviderHealthRow(SQLModel, table=True):
    """`failure` is set if the last call failed; `last_failure` stays after a success."""

    __tablename__: ClassVar[str] = "provider_health"

    user_id: int = _owner()
    provider: str = Field(primary_key=True, sa_type=Text)
    failure: Failure | None = Field(default=None, sa_type=FailureText)
    last_failure: Failure | None = Field(default=None, sa_type=FailureText)
    last_failure_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    latency_ms: int | None = None


class TypedModelRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "typed_models"

    user_id: int = _owner()
    provider: str = Field(primary_key=True, sa_type=Text)
    model: str = Field(primary_key=True, sa_type=Text)
    created_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, sa_column_kwargs={"server_default": text("CURRENT_TIMESTAMP")}
    )


class EndpointRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "custom_endpoints"

    user_id: int = _owner()
    name: str = Field(primary_key=True, sa_type=Text)
    label: str = Field(sa_type=Text)
    base_url: str = Field(sa_type=Text)
    created_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, sa_column_kwargs={"server_default": text("CURRENT_TIMESTAMP")}
    )
    certificate_authority: str | None = Field(default=None, sa_type=Text)
