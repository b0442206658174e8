"""Folder service: the folders of a user."""

from rxchat.db.library.folder_repository import FolderRepository
from rxchat.domain.folders import Folder


class FolderService:
    def __init__(self, folders: FolderRepository) -> None:
        self._folders = folders

    async def list_folders(self, user_id: int) -> list[Folder]:
        """All folders, in the order of their positions."""
        return await self._folders.list_folders(user_id)
