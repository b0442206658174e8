"""Folder service: the folders of a user, and the conversations in them."""

from collections.abc import Iterable, Sequence
from typing import Final

from rxchat.db.library.conversation_moves import ConversationMoveRepository
from rxchat.db.library.folder_changes import FolderChangeRepository
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.domain.folders import ConversationMove, DeletedFolder, Folder, FolderChange, FolderOutline, FormerPlace, NewFolder
from rxchat.services.events import ConversationChanged, ConversationsChanged, EventBus, FoldersChanged, ProjectsChanged

_MOST_NAMED: Final = 50
"""Changed conversations that are announced one by one; more of them are announced as a whole."""


class FolderService:
    """Publishes `FoldersChanged` after each change. Everything raises NotFound for a folder of somebody else."""

    def __init__(
        self,
        folders: FolderRepository,
        changes: FolderChangeRepository,
        moves: ConversationMoveRepository,
        events: EventBus,
    ) -> None:
        self._folders = folders
        self._changes = changes
        self._moves = moves
        self._events = events

    async def list_folders(self, user_id: int) -> list[Folder]:
        """All folders, each after the one it is in, siblings in order."""
        return await self._folders.list_folders(user_id)

    async def outline(self, user_id: int) -> list[FolderOutline]:
        """The same, without what is in them."""
        return await self._folders.outline(user_id)

    async def get(self, user_id: int, folder_id: int) -> Folder:
        return await self._folders.get(user_id, folder_id)

    async def check(self, user_id: int, folder_id: int) -> None:
        """Raise NotFound unless it is a folder of the user."""
        await self._folders.check(user_id, folder_id)

    async def create(self, user_id: int, new: NewFolder) -> Folder:
        """Raises NotFound for a missing parent or project, and InvalidRequest for too many or too deep ones."""
        folder_id, ids = await self._changes.create(user_id, new)
        self._changed(user_id, ids)
        return await self.get(user_id, folder_id)

    async def change(self, user_id: int, folder_id: int, change: FolderChange) -> tuple[Folder, Sequence[FormerPlace]]:
        """Rename or move it. Returns it, and where conversations were whose project changed with it.

        Raises InvalidRequest for a move into itself.
        """
        moved = await self._changes.change(user_id, folder_id, change)
        self._changed(user_id, (each.id for each in moved))
        return await self.get(user_id, folder_id), moved

    async def delete(self, user_id: int, folder_id: int) -> DeletedFolder:
        """What is in it moves up one level. Returns what creates it again."""
        deleted = await self._changes.delete(user_id, folder_id)
        self._changed(user_id, ())
        return deleted

    async def move(self, user_id: int, ids: Sequence[int], move: ConversationMove) -> list[FormerPlace]:
        """Move conversations, all of them or none. Returns where they were."""
        former = await self._moves.move(user_id, ids, move)
        self._changed(user_id, ids)
        return former

    async def remove(self, user_id: int, conversation_id: int, folder_id: int) -> None:
        """Take a conversation out of one folder; it stays in others."""
        await self._moves.remove(user_id, conversation_id, folder_id)
        self._changed(user_id, [conversation_id])

    def _changed(self, user_id: int, conversation_ids: Iterable[int]) -> None:
        ids = set(conversation_ids)
        if len(ids) > _MOST_NAMED:
            self._events.publish(ConversationsChanged(user_id))
        else:
            for conversation_id in ids:
                self._events.publish(ConversationChanged(user_id, conversation_id))
        self._events.publish(FoldersChanged(user_id))
        self._events.publish(ProjectsChanged(user_id))  # a folder may be in one, and they say how many conversations they have
