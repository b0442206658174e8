"""Projects of a user, read."""

from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.paging import contains, page
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery
from rxchat.domain.projects import Project
from rxchat.domain.timestamps import EPOCH


class ProjectRepository:
    """Everything is the user's own: somebody else's project doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_projects(self, user_id: int, query: LibraryQuery) -> list[Project]:
        wanted = contains(query.text, col(ProjectRow.name), col(ProjectRow.description))
        async with self._database.session() as session:
            rows = await session.execute(page(_projects(user_id), col(ProjectRow.id), query).where(*wanted))
            return [_project(row) for row in rows]

    @run_to_completion
    async def get(self, user_id: int, project_id: int) -> Project:
        async with self._database.session() as session:
            row = (await session.execute(_projects(user_id).where(col(ProjectRow.id) == project_id))).one_or_none()
        if row is None:
            raise NotFound("Project not found.", hint="It may have been deleted. GET /api/projects lists yours.")
        return _project(row)


def _projects(user_id: int) -> Select[*tuple[Any, ...]]:
    count = (
        select(func.count(col(ConversationRow.id)))
        .where(col(ConversationRow.project_id) == col(ProjectRow.id), *owned_by(user_id))
        .correlate(ProjectRow)
        .scalar_subquery()
    )
    return select(ProjectRow, count.label("conversations")).where(col(ProjectRow.user_id) == user_id)


def _project(row: Row[*tuple[Any, ...]]) -> Project:
    found: ProjectRow = row.ProjectRow
    created = found.created_at or found.updated_at or EPOCH
    return Project(
        id=found.id,
        name=found.name or "",
        description=found.description or "",
        color=found.color or "",
        instructions=found.custom_instructions or "",
        is_pinned=bool(found.is_pinned),
        is_archived=bool(found.is_archived),
        conversations=row.conversations,
        created_at=created,
        updated_at=found.updated_at or created,
    )
