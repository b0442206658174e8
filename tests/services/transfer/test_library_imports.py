"""Projects, folders, prompts and instructions of a file, among those that are here."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from transfers import export_service, import_service

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.db.database import Database
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.imports import ImportReport
from rxchat.domain.instructions import CustomInstructions

AT = "2026-01-02T00:00:00Z"
TIMES = {"created_at": AT, "updated_at": AT}
EMPTY: dict[str, Any] = {"format": "rxchat.conversations", "version": 3}


def project(id_: int, name: str = "Engines") -> dict[str, Any]:
    return {"id": id_, "name": name, **TIMES}


def folder(id_: int, parent_id: int | None = None, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": f"F{id_}", "parent_id": parent_id, "created_at": AT, **more}


def prompt(id_: int, text: str = "Say") -> dict[str, Any]:
    return {"id": id_, "title": "Say", "text": text, **TIMES}


def conversation(number: int, project_id: Any = None, **more: Any) -> dict[str, Any]:
    head = {"import_id": f"x:{number}", "title": "T", "provider": "acme", "model": "m", "project_id": project_id, **TIMES}
    message = {"id": 7, "role": "user", "content": "Hi", "created_at": AT}
    return {"conversation": head, "messages": [message], **more}


async def imported(database: Database, user: int, folder: Path, **members: Any) -> ImportReport:
    """The report of an import, which is that of its preview."""
    file = folder / "file"
    file.write_text(json.dumps({**EMPTY, **members}))
    imports = import_service(database)
    report = await imports.preview(user, file)
    assert await imports.run(user, file) == report
    return report


async def exported(database: Database, user: int) -> dict[str, Any]:
    return json.loads(b"".join([piece async for piece in export_service(database).all_as_json(user)]))


@pytest.mark.parametrize(
    ("folders", "parents", "left_out"),
    [
        ([folder(1, 2), folder(2, 1)], {"F1": None, "F2": "F1"}, {"places in missing folders": 1}),
        ([folder(1, 1)], {"F1": None}, {"places in missing folders": 1}),
        ([folder(1), folder(2, 1), folder(3, 2)], {"F1": None, "F2": "F1", "F3": "F2"}, {}),
        ([folder(1), folder(1, name="Again")], {"F1": None}, {"folders with the ID of another": 1}),
        ([folder(1, project_id=99)], {"F1": None}, {"places in missing projects": 1}),
        ([folder(1, 99)], {"F1": None}, {"places in missing folders": 1}),
    ],
)
async def test_folders_are_in_folders_that_came_before(
    database: Database, user: int, tmp_path: Path, folders: list[Any], parents: dict[str, str | None], left_out: dict[str, int]
):
    report = await imported(database, user, tmp_path, folders=folders, conversations=[])
    assert (report.folders, report.left_out) == (len(parents), left_out)
    found = await LibraryArchiveRepository(database).folders(user)
    names = {each.id: each.name for each in found}
    assert {each.name: names.get(each.parent_id or 0) for each in found} == parents


async def test_ids_of_a_file_lead_nowhere_else(database: Database, user: int, tmp_path: Path):
    stranger = await UserRepository(database).add("stranger@example.org", "Stranger", "hash")
    await imported(database, stranger, tmp_path, projects=[project(1)], folders=[folder(1)], conversations=[])
    report = await imported(
        database,
        user,
        tmp_path,
        projects=[project(5, "Mine")],
        folders=[folder(5, project_id=5)],
        conversations=[
            conversation(1, 5, folder_ids=[5, 5, 1, "x", True]),
            conversation(2, 1, folder_ids=[1]),
            conversation(3, artifacts=[{"message_id": 1, **TIMES}, {"message_id": 7, "content": "a", **TIMES}, 3]),
        ],
    )
    assert (report.conversations, report.artifacts) == (3, 1)
    assert report.left_out == {
        "places in missing projects": 1,
        "places in missing folders": 2,
        "artifacts without their message": 1,
        "unreadable artifacts": 1,
    }
    own = await exported(database, user)
    [mine], [place] = own["projects"], own["folders"]
    first, second, _ = own["conversations"]
    assert (first["conversation"]["project_id"], first["folder_ids"]) == (mine["id"], [place["id"]])
    assert (second["conversation"]["project_id"], "folder_ids" in second) == (None, False)
    theirs = await exported(database, stranger)
    assert ([one["name"] for one in theirs["projects"]], theirs["conversations"]) == (["Engines"], [])


async def test_entries_with_one_name_and_time_come_along_as_often_as_they_are_there(
    database: Database, user: int, tmp_path: Path
):
    twins = [prompt(1, "A"), prompt(2, "B")]
    assert (await imported(database, user, tmp_path, prompts=twins[:1])).prompts == 1
    for expected in (1, 0):
        assert (await imported(database, user, tmp_path, prompts=twins)).prompts == expected
    assert [one["text"] for one in (await exported(database, user))["prompts"]] == ["A", "B"]


async def test_instructions_are_filled_in_where_they_are_empty(database: Database, user: int, tmp_path: Path):
    own = InstructionRepository(database)
    await own.change_custom(user, about_you="Me")
    theirs = {"about_you": "Somebody", "how_to_respond": "Briefly"}
    report = await imported(database, user, tmp_path, instructions=theirs, conversations=[])
    assert (report.sources, report.instructions) == (("rxchat",), 1)
    assert report.left_out == {"custom instructions that you have your own for": 1}
    assert await own.custom(user) == CustomInstructions(about_you="Me", how_to_respond="Briefly")
    assert (await imported(database, user, tmp_path, instructions=theirs, conversations=[])).instructions == 0


async def test_share_links_come_back_private_with_tokens_of_their_own(database: Database, user: int, tmp_path: Path):
    share = {"title": "T", "created_at": AT, "expires_at": None, "view_count": 4, "token": "mine", "is_public": True}
    assert (await imported(database, user, tmp_path, conversations=[conversation(1, shares=[share, share])])).shares == 2
    async with database.session() as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql("SELECT share_token, is_public, view_count FROM shared_conversations")).all()
    assert len({token for token, *_ in rows} - {"mine"}) == 2
    assert [tuple(rest) for _, *rest in rows] == [(0, 4)] * 2


@pytest.mark.parametrize("version", [1, 2])
async def test_older_files_are_read_and_a_newer_one_is_refused(database: Database, user: int, tmp_path: Path, version: int):
    one = conversation(version)
    del one["conversation"]["project_id"]
    assert (await imported(database, user, tmp_path, version=version, conversations=[one])).conversations == 1
    with pytest.raises(InvalidRequest, match="newer version"):
        await imported(database, user, tmp_path, version=4, projects=[project(1)], conversations=[])
    assert (await exported(database, user))["projects"] == []


async def test_a_thousand_entries_take_a_few_statements(database: Database, user: int, tmp_path: Path):
    file = tmp_path / "file"
    entries = {"projects": [project(n, f"P{n}") for n in range(1000)], "prompts": [prompt(n, f"Say {n}") for n in range(1000)]}
    file.write_text(json.dumps({**EMPTY, **entries, "folders": [folder(n, n - 1 or None) for n in range(1, 1001)]}))
    with database.recorded() as statements:
        report = await import_service(database).run(user, file)
    assert (report.projects, report.folders, report.prompts) == (1000, 1000, 1000)
    assert len(statements) < 50


async def test_a_document_that_is_in_an_archive_twice_is_counted_once(database: Database, user: int, tmp_path: Path):
    whole = {**EMPTY, "projects": [project(1)], "folders": [folder(1, project_id=1), folder(2, 1)], "prompts": [prompt(1)]}
    with zipfile.ZipFile(tmp_path / "file", "w") as archive:
        for name in ("conversations.json", "again/conversations.json"):
            archive.writestr(name, json.dumps(whole | {"conversations": [conversation(1)]}))
    imports = import_service(database)
    report = await imports.preview(user, tmp_path / "file")
    assert (report.projects, report.folders, report.prompts, report.conversations) == (1, 2, 1, 1)
    assert await imports.run(user, tmp_path / "file") == report
