from rxchat.db.database import Database
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.domain.library import LibraryQuery
from rxchat.services.library.projects import ProjectService


async def test_somebody_new_has_no_projects(database: Database) -> None:
    projects = ProjectService(ProjectRepository(database))
    assert await projects.list_projects(1, LibraryQuery()) == []
