"""`/api/folders`."""

from fastapi import APIRouter

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Library
from rxchat.api.folder_shapes import FolderBody, FolderList

router = APIRouter(prefix="/api", tags=["library"])


@router.get("/folders")
async def list_folders(user_id: Person, library: Library) -> FolderList:
    """All your folders, in the order of their positions."""
    return FolderList(folders=[FolderBody.of(folder) for folder in await library.folders.list_folders(user_id)])
