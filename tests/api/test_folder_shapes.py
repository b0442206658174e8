import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.api.folder_shapes import (
    DeletedFolderBody,
    FolderBody,
    FolderChangeBody,
    FolderList,
    NewFolderBody,
    brief_list_json,
    folder_list_json,
)
from rxchat.domain.folders import DeletedFolder, Folder, FolderOutline, NewFolder

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


def test_a_brief_list_has_the_members_of_the_whole_one():
    outline: FolderOutline = {
        "id": 4, "name": "Inner \u2028", "parent_id": 3, "project_id": None, "position": 2, "conversations": 2, "version": "2-9",
    }  # fmt: skip
    listed = json.loads(brief_list_json([outline]))
    assert listed == FolderList.model_validate(listed).model_dump(mode="json")
    assert listed["folders"] == [{**outline, "conversation_ids": None, "created_at": None}]


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
