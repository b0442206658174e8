"""Library service: the projects, folders, prompts and artifacts of a user."""

from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.library import Artifact, Folder, LibraryQuery, Project, Prompt


class LibraryService:
    """Reads them. Everything raises NotFound for what is somebody else's."""

    def __init__(self, projects: ProjectRepository, prompts: PromptRepository, artifacts: ArtifactRepository) -> None:
        self._projects = projects
        self._prompts = prompts
        self._artifacts = artifacts

    async def list_projects(self, user_id: int, query: LibraryQuery) -> list[Project]:
        return await self._projects.list_projects(user_id, query)

    async def get_project(self, user_id: int, project_id: int) -> Project:
        return await self._projects.get(user_id, project_id)

    async def list_folders(self, user_id: int) -> list[Folder]:
        """All folders, in the order of their positions."""
        return await self._projects.list_folders(user_id)

    async def list_prompts(self, user_id: int, query: LibraryQuery, *, category: str | None = None) -> list[Prompt]:
        return await self._prompts.list_prompts(user_id, query, category=category)

    async def list_categories(self, user_id: int) -> list[str]:
        """The categories of the user's prompts, in alphabetical order."""
        return await self._prompts.categories(user_id)

    async def get_prompt(self, user_id: int, prompt_id: int) -> Prompt:
        return await self._prompts.get(user_id, prompt_id)

    async def list_artifacts(self, user_id: int, query: LibraryQuery, *, conversation_id: int | None = None) -> list[Artifact]:
        """Without their contents, of all conversations or of one."""
        return await self._artifacts.list_artifacts(user_id, query, conversation_id=conversation_id)

    async def get_artifact(self, user_id: int, artifact_id: int) -> Artifact:
        return await self._artifacts.get(user_id, artifact_id)

    async def list_versions(self, user_id: int, artifact_id: int) -> list[Artifact]:
        """All versions of an artifact, oldest first, with their contents."""
        return await self._artifacts.versions(user_id, artifact_id)
