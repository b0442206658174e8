from datetime import UTC, datetime

from rxchat.api.folder_shapes import FolderBody
from rxchat.domain.folders import Folder

CREATED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_a_folder_says_what_is_in_it():
    folder = Folder(id=4, name="Inner", parent_id=3, project_id=None, position=2, conversation_ids=(7, 9), created_at=CREATED)
    shown = FolderBody.of(folder).model_dump(mode="json")
    assert (shown["parent_id"], shown["conversation_ids"], shown["created_at"]) == (3, [7, 9], "2026-11-01T09:30:00Z")
