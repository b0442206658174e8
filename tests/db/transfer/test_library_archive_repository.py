"""Projects, folders, prompts, artifacts and links on their way out."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from adopted_files import copy_adopted

from rxchat.db.database import Database
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    """A file of two people: person 1 has it all, person 2 has conversations only."""
    return copy_adopted(tmp_path / "data" / "rxchat.db", "mixed", people=2)


@pytest.fixture
async def archives(adopted: Path) -> AsyncGenerator[LibraryArchiveRepository]:
    database = Database(adopted)
    yield LibraryArchiveRepository(database)
    await database.aclose()


async def test_everything_is_its_owners(archives: LibraryArchiveRepository, adopted: Path, sql: Sql):
    here = int(str(sql(adopted, "SELECT id FROM conversations WHERE title = 'Everything'")[0][0]))
    assert [one.name for one in await archives.projects(1, limit=9)] == ["Engines", "Boilers"]
    assert [one.tags for one in await archives.prompts(1, limit=9)] == [(), ("steam", "oil"), ("steam", "oil")]
    assert [(one.name, one.parent_id is None) for one in await archives.folders(1)] == [("Outer", True), ("Inner", False)]
    assert len((await archives.folder_ids(1))[here]) == 2
    shares = (await archives.shares(1))[here]
    assert [(one.title, one.view_count) for one in shares] == [("Everything", 7), ("Everything", 0), ("Everything", 0)]
    assert [one.expires_at is None for one in shares] == [True, False, True]
    assert await archives.with_artifacts(1) == {here}
    pages = [await archives.artifacts(1, [here], limit=1)]
    pages.append(await archives.artifacts(1, [here], after=pages[0][0][:2], limit=9))
    assert [[artifact.identifier for *_, artifact in page] for page in pages] == [["pump"], ["valve"]]
    assert await archives.projects(2, limit=9) == await archives.prompts(2, limit=9) == await archives.folders(2) == []
    assert await archives.artifacts(2, [here], limit=9) == []
    assert (await archives.with_artifacts(2), await archives.shares(2), await archives.folder_ids(2)) == (set(), {}, {})


async def test_a_deleted_conversation_leaves_nothing_of_its_own(archives: LibraryArchiveRepository, adopted: Path, sql: Sql):
    sql(adopted, "UPDATE conversations SET is_deleted = 1")
    assert (await archives.with_artifacts(1), await archives.shares(1), await archives.folder_ids(1)) == (set(), {}, {})


async def test_folders_inside_each_other_are_taken_apart(archives: LibraryArchiveRepository, adopted: Path, sql: Sql):
    sql(adopted, "UPDATE conversation_folders SET parent_folder_id = CASE name WHEN 'Outer' THEN 2 ELSE 1 END, project_id = 99")
    found = await archives.folders(1)
    assert [one.parent_id for one in found] in ([None, 1], [None, 2])
    assert [one.project_id for one in found] == [None, None]
