"""Artifact service: the artifacts of a user's conversations."""

from rxchat.db.library.artifact_changes import ArtifactChanges
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.domain.artifact_blocks import block_artifact
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.library import LibraryQuery
from rxchat.services.events import ConversationChanged, EventBus


class ArtifactService:
    """Everything raises NotFound for what is somebody else's. A change is published as one of the conversation."""

    def __init__(self, artifacts: ArtifactRepository, changes: ArtifactChanges, events: EventBus) -> None:
        self._artifacts = artifacts
        self._changes = changes
        self._events = events

    async def list_artifacts(self, user_id: int, query: LibraryQuery, *, conversation_id: int | None = None) -> list[Artifact]:
        """Without their contents, of all conversations or of one."""
        return await self._artifacts.list_artifacts(user_id, query, conversation_id=conversation_id)

    async def get(self, user_id: int, artifact_id: int) -> Artifact:
        return await self._artifacts.get(user_id, artifact_id)

    async def list_versions(self, user_id: int, artifact_id: int) -> list[Artifact]:
        """All versions of an artifact, oldest first, with their contents."""
        return await self._artifacts.versions(user_id, artifact_id)

    async def edit(self, user_id: int, artifact_id: int, *, content: str | None, title: str | None) -> Artifact:
        """A new version with this content, and the title of all versions."""
        after, conversation_id = await self._changes.edit(user_id, artifact_id, content=content, title=title)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self._artifacts.get(user_id, after)

    async def fork(self, user_id: int, artifact_id: int, *, title: str | None) -> Artifact:
        """A copy beside it, with versions of its own."""
        added, conversation_id = await self._changes.fork(user_id, artifact_id, title=title)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self._artifacts.get(user_id, added)

    async def open_block(self, user_id: int, message_id: int, *, language: str, code: str) -> Artifact:
        """The artifact of a fenced block of an answer, made where there is none yet."""
        if not code.strip():
            raise InvalidRequest("An artifact can't be empty.", hint="Send the code of the block as `content`.")
        after, conversation_id = await self._changes.add_block(user_id, block_artifact(message_id, language, code), message_id)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self._artifacts.get(user_id, after)

    async def delete(self, user_id: int, artifact_id: int) -> None:
        """Hide all versions of an artifact. `restore` shows them again; they are erased with their conversation."""
        conversation_id = await self._changes.set_deleted(user_id, artifact_id, is_deleted=True)
        self._events.publish(ConversationChanged(user_id, conversation_id))

    async def restore(self, user_id: int, artifact_id: int) -> Artifact:
        conversation_id = await self._changes.set_deleted(user_id, artifact_id, is_deleted=False)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self._artifacts.get(user_id, artifact_id)
