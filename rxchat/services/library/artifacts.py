"""Artifact service: the artifacts of a user's conversations."""

from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.library import LibraryQuery


class ArtifactService:
    """Everything raises NotFound for what is somebody else's."""

    def __init__(self, artifacts: ArtifactRepository) -> None:
        self._artifacts = artifacts

    async def list_artifacts(self, user_id: int, query: LibraryQuery, *, conversation_id: int | None = None) -> list[Artifact]:
        """Without their contents, of all conversations or of one."""
        return await self._artifacts.list_artifacts(user_id, query, conversation_id=conversation_id)

    async def get(self, user_id: int, artifact_id: int) -> Artifact:
        return await self._artifacts.get(user_id, artifact_id)

    async def list_versions(self, user_id: int, artifact_id: int) -> list[Artifact]:
        """All versions of an artifact, oldest first, with their contents."""
        return await self._artifacts.versions(user_id, artifact_id)
