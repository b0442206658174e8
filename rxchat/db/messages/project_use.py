"""Project use: a conversation is started in a project."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.ownership import no_project
from rxchat.db.schema.legacy_tables import ProjectRow


@dataclass(frozen=True, slots=True)
class UsedProject:
    name: str
    instructions: str


async def use_project(session: AsyncSession, user_id: int, project_id: int) -> UsedProject:
    """Note that the user's project is used now, and read what its conversations are sent with. Raises NotFound."""
    mine = (col(ProjectRow.id) == project_id, col(ProjectRow.user_id) == user_id)
    used = update(ProjectRow).where(*mine).values(updated_at=datetime.now(UTC))
    found = await session.execute(used.returning(col(ProjectRow.name), col(ProjectRow.custom_instructions)))
    row = found.one_or_none()
    if row is None:
        raise no_project()
    return UsedProject(row.name or "", row.custom_instructions or "")
