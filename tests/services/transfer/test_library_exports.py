"""Everything that a person of the older program had, there and back."""

import json
import re
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from adopted_files import copy_adopted
from transfers import export_service, import_service

from rxchat.db.database import Database
from rxchat.services.transfer import library_exports as module
from rxchat.services.transfer.library_exports import GroupedStream


async def exported(database: Database, user_id: int) -> dict[str, Any]:
    """Times to the second, as they are stored when they are imported."""
    whole = b"".join([piece async for piece in export_service(database).all_as_json(user_id)])
    return json.loads(re.sub(r"(\d\d:\d\d:\d\d)\.\d+Z", r"\1Z", whole.decode()))


def without_ids(document: dict[str, Any]) -> dict[str, Any]:
    """Ids lead to the place of what they mean."""
    projects, folders = ({one["id"]: place for place, one in enumerate(document[kind])} for kind in ("projects", "folders"))
    for kind in ("projects", "folders", "prompts"):
        for place, one in enumerate(document[kind]):
            one["id"] = place
    for folder in document["folders"]:
        folder |= {"parent_id": folders.get(folder["parent_id"]), "project_id": projects.get(folder["project_id"])}
    for item in document["conversations"]:
        messages = {message["id"]: place for place, message in enumerate(item["messages"])}
        its = item["conversation"]
        its |= {"project_id": projects.get(its["project_id"]), "current_message_id": messages.get(its["current_message_id"])}
        item["folder_ids"] = [folders[folder_id] for folder_id in item.get("folder_ids", [])]
        for message in item["messages"]:
            message |= {"id": messages[message["id"]], "parent_message_id": messages.get(message["parent_message_id"])}
        for share in item.get("shares", []):
            share["id"] = 0
        for artifact in item.get("artifacts", []):
            artifact["message_id"] = messages[artifact["message_id"]]
    return document | {"exported_at": ""}


@pytest.mark.parametrize("family", ["text", "numbers-extended"])
async def test_everything_of_an_older_file_comes_through_an_export(
    family: str, tmp_path: Path, database: Database, user: int, monkeypatch: pytest.MonkeyPatch
):
    for name in ("ENTRIES_AT_ONCE", "ARTIFACTS_AT_ONCE"):
        monkeypatch.setattr(module, name, 1)
    place = copy_adopted(tmp_path / "old" / "rxchat.db", family)
    with closing(sqlite3.connect(place)) as connection, connection:
        change = "UPDATE artifacts SET deleted_at = '2026-11-24 16:59:00', is_edit = 1, is_unfinished = 1 WHERE id = 1"
        assert connection.execute(change).rowcount == 1
    old = Database(place)
    try:
        whole = await exported(old, 1)
        assert (await import_service(old).run(1, written(tmp_path, whole))).duplicates == len(whole["conversations"])
        assert without_ids(await exported(old, 1)) == without_ids(json.loads((tmp_path / "file").read_text()))
    finally:
        await old.aclose()
    file = tmp_path / "file"
    deleted = [one["deleted_at"] for item in whole["conversations"] for one in item.get("artifacts", [])]
    assert "2026-11-24T16:59:00Z" in deleted
    assert "live-token" not in file.read_text()
    imports = import_service(database)
    report = await imports.preview(user, file)
    assert await imports.run(user, file) == report
    counts = (report.projects, report.folders, report.prompts, report.artifacts, report.shares, report.instructions)
    assert counts == (2, 2, 3, 2 + family.endswith("extended"), 3, 1)  # with what an artifact was before
    assert (report.failed, report.left_out) == (0, {})
    assert without_ids(await exported(database, user)) == without_ids(json.loads(file.read_text()))
    again = await imports.run(user, file)
    assert (again.projects, again.folders, again.prompts, again.artifacts, again.shares, again.instructions) == (0,) * 6
    assert (again.conversations, again.duplicates) == (0, report.conversations)


def written(folder: Path, document: dict[str, Any]) -> Path:
    (folder / "file").write_text(json.dumps(document))
    return folder / "file"


async def numbers(*pairs: tuple[int, str]) -> AsyncGenerator[tuple[int, str]]:
    for pair in pairs:
        yield pair


async def test_a_stream_is_read_group_by_group():
    stream = GroupedStream(numbers((1, "a"), (1, "b"), (3, "c")))
    found = [[item async for item in items_of(stream, group)] for group in (0, 1, 2, 3, 4)]
    assert found == [[], ["a", "b"], [], ["c"], []]


async def items_of(stream: GroupedStream[str], group: int) -> AsyncGenerator[str]:
    while (item := await stream.next_of(group)) is not None:
        yield item
