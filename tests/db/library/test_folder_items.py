from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.library.folder_items import conversations_in, leave_other_projects, put_into, take_out
from rxchat.db.library.folder_rows import read_tree
from rxchat.domain.folders import FormerPlace

from .folder_cases import add_conversations, add_folder, add_project, places


async def test_a_folder_of_a_project_leads_into_that_project(database: Database, path: Path, user_id: int) -> None:
    project = add_project(path, user_id)
    outer = add_folder(path, user_id, "outer", project=project)
    inner, free = add_folder(path, user_id, "inner", parent=outer), add_folder(path, user_id, "free")
    first, second = add_conversations(path, user_id, 2)
    async with database.transaction() as session:
        tree = await read_tree(session, user_id)
        await put_into(session, user_id, tree, [first], inner)
        await put_into(session, user_id, tree, [second], free)
        assert await conversations_in(session, user_id, [outer, inner, free]) == [
            FormerPlace(id=first, project_id=project, folder_id=inner),
            FormerPlace(id=second, project_id=None, folder_id=free),
        ]
    assert places(path) == {first: (project, [inner]), second: (None, [free])}
    async with database.transaction() as session:
        await leave_other_projects(session, tree, [first, second], None)
    assert places(path) == {first: (project, []), second: (None, [free])}


async def test_a_folder_of_somebody_else_is_never_written(database: Database, path: Path, user_id: int, stranger_id: int) -> None:
    ids = add_conversations(path, user_id, 1)
    mine, hers = add_folder(path, user_id, "mine", inside=ids), add_folder(path, stranger_id, "hers", inside=ids)
    async with database.transaction() as session:
        await take_out(session, user_id, ids, hers)
        assert await conversations_in(session, stranger_id, [hers]) == []
    assert places(path)[ids[0]][1] == [mine, hers]
    async with database.transaction() as session:
        await take_out(session, user_id, ids)
    assert places(path)[ids[0]][1] == [hers]
