"""Projects, folders and prompts on their way in."""

from datetime import UTC, datetime

from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.db.database import Database
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.domain.instructions import CustomInstructions
from rxchat.domain.library_archives import ArchivedFolder, ArchivedProject, ArchivedPrompt

AT = datetime(2026, 1, 2, tzinfo=UTC)


async def test_what_is_added_is_what_was_archived(database: Database, user_id: int, stranger_id: int):
    imports, archives = LibraryImportRepository(database), LibraryArchiveRepository(database)
    project = ArchivedProject(id=-1, name="P", color="#fff", instructions="Metric.", is_pinned=True, created_at=AT, updated_at=AT)
    prompt = ArchivedPrompt(id=-1, title="T", text="{x}", tags=("é",), usage_count=3, created_at=AT, updated_at=AT)
    await imports.add(user_id, [project])
    [project_id] = (await imports.add(user_id, [project])).values()
    ids = await imports.add(
        user_id,
        [
            ArchivedFolder(id=-1, name="Outer", project_id=project_id, created_at=AT),
            ArchivedFolder(id=-2, name="Inner", parent_id=-1, position=2, created_at=AT),
        ],
    )
    [prompt_id] = (await imports.add(user_id, [prompt])).values()
    assert [one.name for one in await archives.projects(user_id, limit=9)] == ["P", "P"]
    assert (await archives.projects(user_id, after_id=project_id - 1, limit=9))[0].instructions == "Metric."
    assert await archives.prompts(user_id, limit=9) == [
        ArchivedPrompt(id=prompt_id, title="T", text="{x}", tags=("é",), usage_count=3, created_at=AT, updated_at=AT)
    ]
    outer, inner = await archives.folders(user_id)
    assert (outer.id, outer.project_id, inner.id, inner.parent_id) == (ids[-1], project_id, ids[-2], ids[-1])
    assert await archives.projects(stranger_id, limit=9) == await archives.folders(stranger_id) == []


async def test_only_empty_instructions_are_filled_in(database: Database, user_id: int):
    imports, own = LibraryImportRepository(database), InstructionRepository(database)
    await imports.complete_instructions(user_id, CustomInstructions(how_to_respond=" Briefly "))
    assert await own.custom(user_id) == CustomInstructions(how_to_respond="Briefly")
    await imports.complete_instructions(user_id, CustomInstructions(about_you="Me", how_to_respond="At length"))
    assert await own.custom(user_id) == CustomInstructions(about_you="Me", how_to_respond="Briefly")
