from collections.abc import Callable
from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.library.folder_repository import FolderRepository

Sql = Callable[..., list[tuple[object, ...]]]


async def test_a_folder_holds_only_what_is_still_there(library: Database, adopted: Path, sql: Sql) -> None:
    folders = FolderRepository(library)
    assert [folder.name for folder in await folders.list_folders(1)] == ["Outer", "Inner"]
    sql(adopted, "UPDATE conversations SET is_deleted = 1")
    assert [folder.conversation_ids for folder in await folders.list_folders(1)] == [(), ()]
    assert await folders.list_folders(2) == []


async def test_the_list_takes_two_statements_however_long_it_is(library: Database) -> None:
    with library.recorded() as statements:
        await FolderRepository(library).list_folders(1)
    assert len(statements) == 2
