import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from adopted_files import copy_adopted

from rxchat.db.library.project_deletion import delete_project

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize("family", ["text", "numbers-extended", "mixed"])
def test_a_deleted_project_leaves_its_conversations_and_folders(tmp_path: Path, sql: Sql, family: str) -> None:
    path = copy_adopted(tmp_path / "data" / "rxchat.db", family, people=2)
    sql(path, "UPDATE conversation_folders SET project_id = 1")
    sql(path, "UPDATE conversations SET project_id = 1")
    kept = ("conversations", "messages", "conversation_folders", "conversation_folder_items", "usage_tracking", "users")
    before = {table: sql(path, f"SELECT count(*) FROM {table}") for table in kept}
    mine = sql(path, "SELECT id FROM conversations WHERE user_id = 1 AND is_deleted = 0 ORDER BY id")
    assert delete_project(path, 2, 1) is None
    assert delete_project(path, 1, 1) == [found for (found,) in mine]
    assert {table: sql(path, f"SELECT count(*) FROM {table}") for table in kept} == before
    for table in ("conversations", "conversation_folders"):
        assert sql(path, f"SELECT count(*) FROM {table} WHERE project_id IS NOT NULL") == [(0,)]
    assert sql(path, "SELECT id FROM projects") == [(2,)]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    if family.endswith("extended"):
        assert sql(path, "SELECT count(*) FROM knowledge_base_documents") == [(0,)]
        assert sql(path, "SELECT count(*) FROM project_templates") == [(1,)]
