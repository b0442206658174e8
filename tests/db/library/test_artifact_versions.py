import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from legacy_everything import PROGRAM, make_everything_file
from legacy_families import FAMILIES, old_id

from rxchat.db.database import Database
from rxchat.db.library.artifact_repository import ArtifactRepository
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery

KINDS = {  # further columns, the values of them, the id and the content in each row, and the versions that are read
    "numbered, and not in order": (
        ", version INTEGER, created_at TEXT",
        [(2, "b", 2, "2025-01-02T10:00:00Z"), (1, "c", 1, "1735725600000"), (3, PROGRAM, 1, None)],
        [(1, "c"), (2, "b"), (1, PROGRAM)],
    ),
    "without numbers": ("", [(1, "a"), (2, None)], [(1, "a"), (2, None), (1, PROGRAM)]),
    "empty": (", version INTEGER", [], [(1, PROGRAM)]),
}


def adopted(tmp_path: Path, family: str, columns: str, rows: list[tuple[object, ...]]) -> Database:
    file, path = tmp_path / "old.db", tmp_path / "data" / "rxchat.db"
    make_everything_file(file, family, people=2)
    valve = old_id(family, "artifacts", 2)
    kind = "TEXT"  # even where the artifacts have numbers
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE IF EXISTS artifact_versions")
        connection.execute(f"CREATE TABLE artifact_versions (id INTEGER PRIMARY KEY, artifact_id {kind}, content TEXT{columns})")
        for number, content, *rest in rows:
            row = (number, valve, content, *rest)
            connection.execute(f"INSERT INTO artifact_versions VALUES ({', '.join('?' * len(row))})", row)
    adopt(path, file, is_dry_run=False, on_step=lambda _: None, user="person1@example.org")
    return Database(path)


@pytest.mark.parametrize(("family", "kind"), [*zip(FAMILIES, [*KINDS, *KINDS], strict=False)])
async def test_what_an_artifact_was_comes_before_what_it_is(family: str, kind: str, tmp_path: Path) -> None:
    columns, rows, expected = KINDS[kind]
    database = adopted(tmp_path, family, columns, rows)
    artifacts = ArtifactRepository(database)
    listed = {each.identifier: each for each in await artifacts.list_artifacts(1, LibraryQuery())}
    versions = await artifacts.versions(1, listed["valve"].id)
    assert [(each.version, each.content) for each in versions] == expected
    assert {(each.id, each.identifier) for each in versions} == {(listed["valve"].id, "valve")}
    if "created_at" in columns:
        assert [f"{each.created_at:%m-%d %H}" for each in versions[:2]] == ["01-01 10", "01-02 10"]
    assert [each.content for each in await artifacts.versions(1, listed["pump"].id)] == ["print(1)"]
    with pytest.raises(NotFound):
        await artifacts.versions(2, listed["valve"].id)
    await database.aclose()
