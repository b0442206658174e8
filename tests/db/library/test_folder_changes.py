import asyncio
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.library.folder_changes import FolderChangeRepository
from rxchat.db.library.folder_repository import FolderRepository
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.folders import DEEPEST, FolderChange, FormerPlace, NewFolder

from .folder_cases import add_conversations, add_folder, add_project, places, positions, run


async def names(database: Database, user_id: int) -> list[str]:
    """The tree, each folder indented below the one it is in."""
    found = await FolderRepository(database).list_folders(user_id)
    depth: dict[int | None, int] = {None: -1}
    for folder in found:
        depth[folder.id] = depth[folder.parent_id] + 1
    return [f"{'  ' * depth[folder.id]}{folder.name}" for folder in found]


@pytest.fixture
def changes(database: Database) -> FolderChangeRepository:
    return FolderChangeRepository(database)


async def made(changes: FolderChangeRepository, user_id: int, name: str, parent_id: int | None = None) -> int:
    folder_id, _ = await changes.create(user_id, NewFolder(name=name, parent_id=parent_id))
    return folder_id


async def test_folders_are_created_nested_moved_and_put_in_order(
    database: Database, changes: FolderChangeRepository, user_id: int
) -> None:
    a, b, c = [await made(changes, user_id, name) for name in "abc"]
    await made(changes, user_id, "inner", a)
    assert await names(database, user_id) == ["a", "  inner", "b", "c"]
    await changes.change(user_id, c, {"position": 0})
    assert await names(database, user_id) == ["c", "a", "  inner", "b"]
    await changes.change(user_id, b, {"parent_id": a, "position": 0, "name": "bee"})
    assert await names(database, user_id) == ["c", "a", "  bee", "  inner"]
    await changes.change(user_id, b, {"parent_id": None})
    assert await names(database, user_id) == ["c", "a", "  inner", "bee"]
    await changes.create(user_id, NewFolder(name="d", position=1))
    assert await names(database, user_id) == ["c", "d", "a", "  inner", "bee"]


@pytest.mark.parametrize("into", ["itself", "child", "grandchild"])
async def test_a_folder_never_gets_into_itself(
    database: Database, changes: FolderChangeRepository, user_id: int, into: str
) -> None:
    top = await made(changes, user_id, "top")
    child = await made(changes, user_id, "child", top)
    grandchild = await made(changes, user_id, "grandchild", child)
    before = await names(database, user_id)
    with pytest.raises(InvalidRequest, match="into itself"):
        await changes.change(user_id, top, {"parent_id": {"itself": top, "child": child, "grandchild": grandchild}[into]})
    assert await names(database, user_id) == before


async def test_two_moves_at_a_time_make_no_circle(database: Database, changes: FolderChangeRepository, user_id: int) -> None:
    a, b = await made(changes, user_id, "a"), await made(changes, user_id, "b")
    outcomes = await asyncio.gather(
        changes.change(user_id, a, {"parent_id": b}), changes.change(user_id, b, {"parent_id": a}), return_exceptions=True
    )
    assert [isinstance(one, InvalidRequest) for one in outcomes].count(True) == 1
    assert sorted(name.strip() for name in await names(database, user_id)) == ["a", "b"]


async def test_reorders_at_a_time_lose_nothing(database: Database, changes: FolderChangeRepository, user_id: int) -> None:
    ids = [await made(changes, user_id, str(number)) for number in range(12)]
    await asyncio.gather(*(changes.change(user_id, id_, {"position": number % 3}) for number, id_ in enumerate(ids)))
    found = await FolderRepository(database).list_folders(user_id)
    assert sorted(folder.id for folder in found) == ids
    assert [folder.position for folder in found] == [*range(12)]


async def test_a_move_writes_one_row_and_renumbers_siblings_only_when_nothing_fits(
    database: Database, path: Path, changes: FolderChangeRepository, user_id: int
) -> None:
    ids = [add_folder(path, user_id, str(number)) for number in range(300)]  # all at position 0
    before = positions(path)
    await changes.change(user_id, ids[-1], {"position": 10})
    order = [int(name) for name in await names(database, user_id)]
    assert order == [*range(10), 299, *range(10, 299)]
    renumbered = positions(path)
    assert renumbered != before
    await changes.change(user_id, ids[0], {"position": 100})
    after = positions(path)
    assert [id_ for id_ in ids if renumbered[id_] != after[id_]] == [ids[0]]


async def test_folders_have_a_deepest_level(changes: FolderChangeRepository, user_id: int) -> None:
    chain = [await made(changes, user_id, "0")]
    for number in range(1, DEEPEST):
        chain.append(await made(changes, user_id, str(number), chain[-1]))
    with pytest.raises(InvalidRequest, match="levels deep"):
        await made(changes, user_id, "too deep", chain[-1])
    outer = await made(changes, user_id, "outer")
    with pytest.raises(InvalidRequest, match="levels deep"):
        await changes.change(user_id, chain[0], {"parent_id": outer})


async def test_there_are_only_so_many(
    path: Path, changes: FolderChangeRepository, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rxchat.db.library.folder_changes.MOST_FOLDERS", 2)
    for name in "ab":
        add_folder(path, user_id, name)
    with pytest.raises(InvalidRequest, match="2 folders"):
        await made(changes, user_id, "c")


async def test_what_is_in_a_deleted_folder_moves_up_and_can_be_put_back(
    database: Database, path: Path, changes: FolderChangeRepository, user_id: int
) -> None:
    first, second = add_conversations(path, user_id, 2)
    outer = add_folder(path, user_id, "outer", inside=[second])
    middle = add_folder(path, user_id, "middle", parent=outer, inside=[first, second])
    add_folder(path, user_id, "left", parent=middle)
    add_folder(path, user_id, "right", parent=middle)
    add_folder(path, user_id, "last", parent=outer)
    before = await names(database, user_id)
    deleted = await changes.delete(user_id, middle)
    assert await names(database, user_id) == ["outer", "  left", "  right", "  last"]
    assert [its for _, its in places(path).values()] == [[outer], [outer]]
    again, _ = await changes.create(user_id, deleted)
    assert await names(database, user_id) == before
    assert [its for _, its in places(path).values()] == [[again], [again]]
    await changes.delete(user_id, outer)
    assert await names(database, user_id) == ["middle", "  left", "  right", "last"]


async def test_no_other_folder_goes_with_a_deleted_one(
    database: Database, path: Path, changes: FolderChangeRepository, user_id: int, stranger_id: int
) -> None:
    """The file deletes a folder's children with it, by whatever an older program called a child."""
    (conversation_id,) = add_conversations(path, user_id, 1)
    a = add_folder(path, user_id, "a", inside=[conversation_id])
    b = add_folder(path, user_id, "b", parent=a)
    run(path, "UPDATE conversation_folders SET parent_folder_id = ? WHERE id = ?", b, a)
    add_folder(path, stranger_id, "hers", parent=b)
    await changes.delete(user_id, b)
    assert await names(database, user_id) == ["a"]
    assert await names(database, stranger_id) == ["hers"]
    await changes.delete(user_id, a)
    assert places(path) == {conversation_id: (None, [])}


async def test_conversations_follow_their_folder_into_a_project_and_out(
    path: Path, changes: FolderChangeRepository, user_id: int
) -> None:
    engines, boilers = add_project(path, user_id), add_project(path, user_id, "Boilers")
    free, (inside, elsewhere) = add_conversations(path, user_id, 1), add_conversations(path, user_id, 2, engines)
    other = add_folder(path, user_id, "other", project=engines, inside=[inside])
    top = add_folder(path, user_id, "top", inside=free)
    inner = add_folder(path, user_id, "inner", parent=top, inside=[inside])
    assert await changes.change(user_id, top, {"project_id": boilers}) == [
        FormerPlace(id=free[0], project_id=None, folder_id=top),
        FormerPlace(id=inside, project_id=engines, folder_id=inner),
    ]
    assert places(path) == {free[0]: (boilers, [top]), inside: (boilers, [inner]), elsewhere: (engines, [])}
    run(path, "UPDATE conversations SET project_id = ? WHERE id = ?", engines, inside)  # as an older program could
    assert await changes.change(user_id, inner, {"parent_id": None, "project_id": None}) == []
    assert places(path)[inside] == (engines, [inner])
    assert await changes.change(user_id, inner, {"parent_id": other}) == []
    (moved,) = await changes.change(user_id, inner, {"project_id": None})
    assert (moved.id, moved.project_id) == (inside, engines)
    assert places(path)[inside] == (None, [inner])
    assert run(path, "SELECT project_id FROM conversation_folders WHERE id = ?", inner) == [(None,)]


async def test_a_folder_of_another_project_is_refused_as_parent(
    path: Path, changes: FolderChangeRepository, user_id: int
) -> None:
    engines, boilers = add_project(path, user_id), add_project(path, user_id, "Boilers")
    parent, folder = add_folder(path, user_id, "parent", project=engines), add_folder(path, user_id, "folder")
    with pytest.raises(InvalidRequest, match="isn't in this project"):
        await changes.change(user_id, folder, {"parent_id": parent, "project_id": boilers})
    with pytest.raises(InvalidRequest, match="isn't in this project"):
        await changes.create(user_id, NewFolder(name="new", parent_id=parent, project_id=boilers))


async def test_nothing_of_somebody_else_is_read_or_changed(
    path: Path, changes: FolderChangeRepository, user_id: int, stranger_id: int
) -> None:
    project = add_project(path, user_id)
    ids = add_conversations(path, user_id, 2)
    mine = add_folder(path, user_id, "mine", project=project, inside=ids)
    hers = add_folder(path, stranger_id, "hers")
    tables = ("conversation_folders", "conversation_folder_items", "conversations", "projects")
    before = [run(path, f"SELECT * FROM {table}") for table in tables]
    taken: list[FolderChange] = [{"name": "x"}, {"parent_id": hers}, {"position": 0}, {"parent_id": None}]
    for change in taken:
        with pytest.raises(NotFound, match="Folder not found"):
            await changes.change(stranger_id, mine, change)
    entered: list[FolderChange] = [{"parent_id": mine}, {"project_id": project}]
    for change in entered:
        with pytest.raises(NotFound):
            await changes.change(stranger_id, hers, change)
    for new in (NewFolder(name="x", parent_id=mine), NewFolder(name="x", project_id=project)):
        with pytest.raises(NotFound):
            await changes.create(stranger_id, new)
    with pytest.raises(NotFound, match="Folder not found"):
        await changes.delete(stranger_id, mine)
    assert [run(path, f"SELECT * FROM {table}") for table in tables] == before
    made, put = await changes.create(stranger_id, NewFolder(name="x", conversation_ids=tuple(ids), folder_ids=(mine,)))
    assert not put  # what isn't hers is left out
    assert run(path, "SELECT count(*) FROM conversation_folder_items WHERE folder_id = ?", made) == [(0,)]
    assert run(path, "SELECT parent_folder_id, user_id FROM conversation_folders WHERE id = ?", mine) == [(None, user_id)]
