"""Project service: the projects of a user."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.projects import Project, ProjectFields, ProjectQuery
from rxchat.services.events import ConversationChanged, ConversationsChanged, EventBus, ProjectsChanged
from rxchat.services.usage.spending_limits import require_amount

MOST_ANNOUNCED = 50
"""Conversations that are announced one by one."""


class ProjectService:
    """Publishes `ProjectsChanged` after each change. Everything raises NotFound for a project of somebody else."""

    def __init__(self, projects: ProjectRepository, events: EventBus) -> None:
        self._projects = projects
        self._events = events

    async def list_projects(self, user_id: int, query: ProjectQuery) -> list[Project]:
        """Pinned ones first, then those that were edited or used last."""
        return await self._projects.list_projects(user_id, query)

    async def get(self, user_id: int, project_id: int) -> Project:
        return await self._projects.get(user_id, project_id)

    async def default_model(self, user_id: int, project_id: int) -> str:
        """`provider:model`. Raises InvalidRequest if the project has none."""
        project = await self._projects.get(user_id, project_id)
        if not project.default_model:
            raise InvalidRequest(
                f"The project “{project.name}” has no default model.", hint="Give a model, or set the project's."
            )
        return project.default_model

    async def create(self, user_id: int, fields: ProjectFields) -> Project:
        """Raises InvalidRequest for an amount that is no limit."""
        _check(fields.monthly_limit)
        project_id = await self._projects.create(user_id, fields)
        self._events.publish(ProjectsChanged(user_id))
        return await self._projects.get(user_id, project_id)

    async def change(self, user_id: int, project_id: int, members: Mapping[str, Any]) -> Project:
        """Change these members of `ProjectFields`. Raises InvalidRequest for an amount that is no limit."""
        _check(members.get("monthly_limit"))
        if members:
            await self._projects.change(user_id, project_id, members)
            self._events.publish(ProjectsChanged(user_id))
        return await self._projects.get(user_id, project_id)

    async def delete(self, user_id: int, project_id: int) -> int:
        """Delete it for good. Returns how many conversations were in it: they stay, without a project."""
        freed = await self._projects.delete(user_id, project_id)
        if len(freed) > MOST_ANNOUNCED:
            self._events.publish(ConversationsChanged(user_id))
        else:
            for conversation_id in freed:
                self._events.publish(ConversationChanged(user_id, conversation_id))
        self._events.publish(ProjectsChanged(user_id))
        return len(freed)


def _check(limit: Decimal | None) -> None:
    if limit is not None:
        require_amount(limit)
