"""Token names: what reports call the calls of each program token."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.token_tables import ProgramTokenRow

NO_TOKENS: Final[Mapping[int, str]] = MappingProxyType({})


async def token_names(session: AsyncSession, user_id: int) -> dict[int, str]:
    """A user's tokens by id, revoked ones too."""
    columns = (col(ProgramTokenRow.id), col(ProgramTokenRow.name), col(ProgramTokenRow.revoked_at))
    rows = await session.execute(select(*columns).where(col(ProgramTokenRow.user_id) == user_id))
    return {row.id: row.name if row.revoked_at is None else f"{row.name} (revoked)" for row in rows}
