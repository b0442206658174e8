"""Projects of a user: listed, created and changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, insert, literal_column, select, tuple_, update
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.paging import contains
from rxchat.db.library.project_deletion import delete_project
from rxchat.db.messages.ownership import no_project, owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.models import split_ref
from rxchat.domain.projects import Project, ProjectFields, ProjectQuery
from rxchat.domain.timestamps import EPOCH

_EPOCH: Final[ColumnElement[str]] = literal_column(f"'{utc_text(EPOCH)}'")
_UPDATED: Final = to_the_second(func.coalesce(col(ProjectRow.updated_at), col(ProjectRow.created_at), _EPOCH))
_PINNED: Final[ColumnElement[int]] = case((col(ProjectRow.is_pinned).is_(True), 1), else_=0)
_ORDER: Final = (_PINNED, _UPDATED, col(ProjectRow.id))
_COLUMNS: Final = {"instructions": "custom_instructions"}
"""The columns that aren't called like the members of `ProjectFields`."""
_QUIET: Final = frozenset({"is_pinned", "is_archived", "color"})
"""A change of these alone doesn't count as an edit: the list keeps its order."""


class ProjectRepository:
    """Everything is the user's own: somebody else's project doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_projects(self, user_id: int, query: ProjectQuery) -> list[Project]:
        """Pinned ones first, then the latest `updated_at`."""
        wanted = contains(query.text, col(ProjectRow.name), col(ProjectRow.description))
        found = _projects(user_id).where(*wanted).order_by(*(column.desc() for column in _ORDER)).limit(query.limit)
        if query.is_archived is not None:
            archived = col(ProjectRow.is_archived)
            found = found.where(archived.is_(True) if query.is_archived else archived.is_not(True))
        if query.after is not None:
            is_pinned, updated_at, project_id = query.after
            found = found.where(tuple_(*_ORDER) < tuple_(int(is_pinned), utc_text(updated_at), project_id))
        async with self._database.session() as session:
            return [_project(row) for row in await session.execute(found)]

    @run_to_completion
    async def get(self, user_id: int, project_id: int) -> Project:
        async with self._database.session() as session:
            row = (await session.execute(_projects(user_id).where(col(ProjectRow.id) == project_id))).one_or_none()
        if row is None:
            raise no_project()
        return _project(row)

    @run_to_completion
    async def create(self, user_id: int, fields: ProjectFields) -> int:
        """Returns the new project's id."""
        members = {name: getattr(fields, name) for name in ProjectFields.__dataclass_fields__}
        now = datetime.now(UTC)
        new = insert(ProjectRow).values(user_id=user_id, created_at=now, updated_at=now, **_values(members))
        async with self._database.transaction() as session:
            return (await session.execute(new.returning(col(ProjectRow.id)))).scalar_one()

    @run_to_completion
    async def change(self, user_id: int, project_id: int, members: Mapping[str, Any]) -> None:
        """Change these members of `ProjectFields`, which mustn't be empty."""
        edited = {} if members.keys() <= _QUIET else {"updated_at": datetime.now(UTC)}
        mine = (col(ProjectRow.id) == project_id, col(ProjectRow.user_id) == user_id)
        change = update(ProjectRow).where(*mine).values(**_values(members), **edited)
        async with self._database.transaction() as session:
            if await session.scalar(change.returning(col(ProjectRow.id))) is None:
                raise no_project()

    @run_to_completion
    async def delete(self, user_id: int, project_id: int) -> list[int]:
        """Delete a project for good; its conversations and folders stay. Returns the ids of those conversations."""
        if not self._database.is_file:
            return await self._delete_row(user_id, project_id)
        freed = await self._database.exclusively(lambda path: delete_project(path, user_id, project_id))
        if freed is None:
            raise no_project()
        return freed

    async def _delete_row(self, user_id: int, project_id: int) -> list[int]:
        """Where every reference is declared, the rest follows."""
        mine = (col(ProjectRow.id) == project_id, col(ProjectRow.user_id) == user_id)
        listed = select(col(ConversationRow.id)).where(col(ConversationRow.project_id) == project_id, *owned_by(user_id))
        async with self._database.transaction() as session:
            freed = (await session.scalars(listed.order_by(col(ConversationRow.id)))).all()
            if await session.scalar(delete(ProjectRow).where(*mine).returning(col(ProjectRow.id))) is None:
                raise no_project()
        return list(freed)


def _projects(user_id: int) -> Select[*tuple[Any, ...]]:
    count = (
        select(func.count(col(ConversationRow.id)))
        .where(col(ConversationRow.project_id) == col(ProjectRow.id), *owned_by(user_id))
        .correlate(ProjectRow)
        .scalar_subquery()
    )
    return select(ProjectRow, count.label("conversations")).where(col(ProjectRow.user_id) == user_id)


def default_model_of(row: ProjectRow) -> str:
    """`provider:model`, or empty."""
    return f"{row.default_provider or 'claude'}:{row.default_model}" if row.default_model else ""


def default_model_columns(ref: str) -> dict[str, str | None]:
    """The columns of `provider:model`."""
    provider, model = split_ref(ref)
    return {"default_provider": provider or None, "default_model": model or None}


def _values(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members as columns: empty texts are NULL, as the older program keeps them."""
    values = {
        _COLUMNS.get(name, name): None if value == "" else value for name, value in members.items() if name != "default_model"
    }
    if "default_model" in members:
        values |= default_model_columns(members["default_model"])
    return values


def _project(row: Row[*tuple[Any, ...]]) -> Project:
    found: ProjectRow = row.ProjectRow
    created = found.created_at or found.updated_at or EPOCH
    return Project(
        id=found.id,
        name=found.name or "",
        description=found.description or "",
        color=found.color or "",
        instructions=found.custom_instructions or "",
        default_model=default_model_of(found),
        monthly_limit=found.monthly_limit,
        is_pinned=bool(found.is_pinned),
        is_archived=bool(found.is_archived),
        conversations=row.conversations,
        created_at=created,
        updated_at=found.updated_at or created,
    )
