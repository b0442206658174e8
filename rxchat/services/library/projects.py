"""Project service: the projects of a user."""

from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.library import LibraryQuery
from rxchat.domain.projects import Project


class ProjectService:
    """Everything raises NotFound for what is somebody else's."""

    def __init__(self, projects: ProjectRepository) -> None:
        self._projects = projects

    async def list_projects(self, user_id: int, query: LibraryQuery) -> list[Project]:
        return await self._projects.list_projects(user_id, query)

    async def get(self, user_id: int, project_id: int) -> Project:
        return await self._projects.get(user_id, project_id)
