import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.api.folder_shapes import DeletedFolderBody, FolderBody, FolderChangeBody, FolderList, NewFolderBody, folder_list_json
from rxchat.domain.folders import DeletedFolder, Folder, NewFolder

CREATED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_a_folder_says_what_is_in_it():
    folder = Folder(
        id=4, name="Inner", parent_id=3, project_id=None, position=2, conversations=2, version="2-9", conversation_ids=(7, 9),
        created_at=CREATED,
    )  # fmt: skip
    shown = FolderBody.of(folder).model_dump(mode="json")
    listed = json.loads(folder_list_json([folder]))
    assert listed == FolderList(folders=[FolderBody.of(folder)]).model_dump(mode="json")
    assert (shown["parent_id"], shown["conversation_ids"], shown["created_at"]) == (3, [7, 9], "2026-11-01T09:30:00Z")


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ({}, {}),
        ({"name": " Pumps "}, {"name": "Pumps"}),
        ({"parent_id": None}, {"parent_id": None}),
        ({"project_id": None, "position": 3}, {"project_id": None, "position": 3}),
        ({"name": None, "position": None}, {}),
    ],
)
def test_only_what_is_given_is_changed(body: dict[str, Any], change: dict[str, Any]):
    assert FolderChangeBody(**body).change() == change


def test_what_a_deletion_gives_back_is_a_new_folder():
    deleted = DeletedFolder(name="Pumps", parent_id=3, project_id=None, position=1, conversation_ids=(7,), folder_ids=(8, 9))
    again = NewFolderBody.model_validate_json(DeletedFolderBody.of(deleted).model_dump_json()).folder()
    assert again == NewFolder(name="Pumps", parent_id=3, position=1, conversation_ids=(7,), folder_ids=(8, 9))
