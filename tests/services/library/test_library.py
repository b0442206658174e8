from rxchat.db.database import Database
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.library import LibraryQuery
from rxchat.services.library.library import LibraryService


async def test_somebody_new_has_an_empty_library(database: Database) -> None:
    library = LibraryService(ProjectRepository(database), PromptRepository(database), ArtifactRepository(database))
    query = LibraryQuery()
    assert await library.list_projects(1, query) == await library.list_prompts(1, query) == []
    assert await library.list_artifacts(1, query) == await library.list_folders(1) == await library.list_categories(1) == []
