from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.library.folder_rows import read_tree, write_positions

from .folder_cases import add_folder, add_project, positions


async def test_the_tree_is_read_in_two_statements(database: Database, path: Path, user_id: int, stranger_id: int) -> None:
    project = add_project(path, user_id)
    outer = add_folder(path, user_id, "outer", project=project)
    inner = add_folder(path, user_id, "inner", parent=outer)
    add_folder(path, stranger_id, "hers", parent=outer)
    with database.recorded() as statements:
        async with database.session() as session:
            tree = await read_tree(session, user_id)
    assert [(place.id, place.project_id) for place in tree.places.values()] == [(outer, project), (inner, project)]
    assert len(statements) == 2


async def test_positions_are_written_to_the_rows_that_are_named(database: Database, path: Path, user_id: int) -> None:
    first, second, third = [add_folder(path, user_id, name) for name in "abc"]
    async with database.transaction() as session:
        await write_positions(session, {third: -1024, first: 7})
        await write_positions(session, {})
    assert positions(path) == {first: 7, second: 0, third: -1024}
