from rxchat.db.database import Database
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.services.library.folders import FolderService


async def test_somebody_new_has_no_folders(database: Database) -> None:
    folders = FolderService(FolderRepository(database))
    assert await folders.list_folders(1) == []
