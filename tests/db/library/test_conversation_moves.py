from pathlib import Path
from typing import Any

import pytest

from rxchat.db.database import Database
from rxchat.db.library.conversation_moves import ConversationMoveRepository
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.folders import ConversationMove, FormerPlace

from .folder_cases import add_conversations, add_folder, add_project, places, run


@pytest.fixture
def moves(database: Database) -> ConversationMoveRepository:
    return ConversationMoveRepository(database)


class Desk:
    """Two projects with a folder each, and one folder outside."""

    def __init__(self, path: Path, user_id: int) -> None:
        self.engines, self.boilers = add_project(path, user_id), add_project(path, user_id, "Boilers")
        self.valves = add_folder(path, user_id, "valves", project=self.engines)
        self.pipes = add_folder(path, user_id, "pipes", project=self.boilers)
        self.free = add_folder(path, user_id, "free")


@pytest.fixture
def desk(path: Path, user_id: int) -> Desk:
    return Desk(path, user_id)


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [  # project and folder, by their names in `Desk`
        ((None, None), {"folder_id": "free"}, (None, "free")),
        (("engines", None), {"folder_id": "free"}, ("engines", "free")),
        ((None, None), {"folder_id": "valves"}, ("engines", "valves")),
        (("boilers", "pipes"), {"folder_id": "valves"}, ("engines", "valves")),
        (("boilers", "pipes"), {"project_id": "engines"}, ("engines", None)),
        (("boilers", "free"), {"project_id": "engines"}, ("engines", "free")),
        (("boilers", "pipes"), {"project_id": "boilers"}, ("boilers", "pipes")),
        (("boilers", "pipes"), {"project_id": None}, (None, None)),
        (("boilers", "free"), {"project_id": None}, (None, "free")),
        (("boilers", "pipes"), {"folder_id": None}, ("boilers", None)),
        (("boilers", "pipes"), {"project_id": "engines", "folder_id": None}, ("engines", None)),
        (("boilers", "pipes"), {"project_id": "engines", "folder_id": "valves"}, ("engines", "valves")),
        (("boilers", "pipes"), {"project_id": None, "folder_id": "free"}, (None, "free")),
        (("boilers", "pipes"), {}, ("boilers", "pipes")),
    ],
)
async def test_a_conversation_is_in_one_project_and_one_folder(
    path: Path,
    user_id: int,
    moves: ConversationMoveRepository,
    desk: Desk,
    before: tuple[str | None, str | None],
    move: dict[str, str | None],
    after: tuple[str | None, str | None],
) -> None:
    def id_of(name: str | None) -> Any:
        return None if name is None else getattr(desk, name)

    project_id, folder_id = map(id_of, before)
    ids = add_conversations(path, user_id, 2, project_id)
    for each in ids:
        if folder_id:
            run(path, "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", folder_id, each)
    wanted: Any = {name: id_of(value) for name, value in move.items()}
    former = await moves.move(user_id, ids, wanted)
    assert former == [FormerPlace(id=each, project_id=project_id, folder_id=folder_id) for each in ids]
    project, folder = map(id_of, after)
    assert places(path) == {each: (project, [folder] if folder else []) for each in ids}
    if former:  # and back
        await moves.move(user_id, ids, {"project_id": project_id, "folder_id": folder_id})
        assert places(path) == {each: (project_id, [folder_id] if folder_id else []) for each in ids}


async def test_one_of_several_folders_of_an_older_file_is_left_or_all_with_a_move(
    path: Path, user_id: int, moves: ConversationMoveRepository, desk: Desk
) -> None:
    (conversation_id,) = add_conversations(path, user_id, 1)
    for folder_id in (desk.valves, desk.pipes, desk.free, desk.free):
        run(path, "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", folder_id, conversation_id)
    await moves.remove(user_id, conversation_id, desk.free)
    assert places(path)[conversation_id][1] == [desk.valves, desk.pipes]
    await moves.move(user_id, [conversation_id], {"folder_id": desk.free})
    assert places(path)[conversation_id][1] == [desk.free]


@pytest.mark.sqlite
async def test_thousands_move_with_few_statements(
    database: Database, path: Path, user_id: int, moves: ConversationMoveRepository, desk: Desk
) -> None:
    ids = add_conversations(path, user_id, 2500)
    with database.recorded() as statements:
        assert len(await moves.move(user_id, ids, {"folder_id": desk.valves})) == 2500
    assert len(statements) <= 12
    assert {place for place, _ in places(path).values()} == {desk.engines}


async def test_what_is_missing_moves_nothing(path: Path, user_id: int, moves: ConversationMoveRepository, desk: Desk) -> None:
    ids = add_conversations(path, user_id, 2)
    run(path, "UPDATE conversations SET is_deleted = 1 WHERE id = ?", ids[1])
    for wanted in (ids, [ids[0], 9999]):
        with pytest.raises(NotFound, match="Conversation not found"):
            await moves.move(user_id, wanted, {"folder_id": desk.free})
    with pytest.raises(NotFound, match="Folder not found"):
        await moves.move(user_id, ids[:1], {"folder_id": 9999})
    with pytest.raises(NotFound, match="Project not found"):
        await moves.move(user_id, ids[:1], {"project_id": 9999})
    with pytest.raises(InvalidRequest, match="isn't in this project"):
        await moves.move(user_id, ids[:1], {"project_id": desk.engines, "folder_id": desk.pipes})
    assert places(path) == {each: (None, []) for each in ids}


async def test_nothing_of_somebody_else_is_read_or_moved(
    path: Path, user_id: int, stranger_id: int, moves: ConversationMoveRepository, desk: Desk
) -> None:
    (mine,), (hers,) = add_conversations(path, user_id, 1), add_conversations(path, stranger_id, 1)
    await moves.move(user_id, [mine], {"folder_id": desk.valves})
    before = places(path)
    folder = add_folder(path, stranger_id, "hers")
    project = add_project(path, stranger_id, "Hers")
    taken: list[ConversationMove] = [{"folder_id": folder}, {"project_id": project}, {"project_id": None}, {"folder_id": None}]
    for wanted in taken:
        for ids in ([mine], [hers, mine]):
            with pytest.raises(NotFound, match="Conversation not found"):
                await moves.move(stranger_id, ids, wanted)
    entered: list[ConversationMove] = [{"folder_id": desk.valves}, {"project_id": desk.engines}]
    for wanted in entered:
        with pytest.raises(NotFound):
            await moves.move(stranger_id, [hers], wanted)
    for conversation_id, folder_id in ((mine, desk.valves), (mine, folder), (hers, desk.valves)):
        with pytest.raises(NotFound):
            await moves.remove(stranger_id, conversation_id, folder_id)
    assert places(path) == before


async def test_a_folder_of_somebody_else_that_names_a_conversation_stays_as_it_is(
    path: Path, user_id: int, stranger_id: int, moves: ConversationMoveRepository, desk: Desk
) -> None:
    (mine,) = add_conversations(path, user_id, 1)
    hers = add_folder(path, stranger_id, "hers", inside=[mine])
    assert await moves.move(user_id, [mine], {"folder_id": desk.free}) == [FormerPlace(id=mine, project_id=None, folder_id=None)]
    assert places(path)[mine][1] == [desk.free, hers]
