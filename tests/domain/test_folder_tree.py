import random

import pytest

from rxchat.domain.folder_tree import STEP, FolderTree, StoredFolder, stored_positions


def stored(*folders: tuple[int, int | None], projects: dict[int, int] | None = None) -> list[StoredFolder]:
    """Folders as `(id, parent_id)`, all at position 0 as older files have them."""
    return [
        StoredFolder(id=id_, parent_id=parent_id, project_id=(projects or {}).get(id_), position=0) for id_, parent_id in folders
    ]


def shape(tree: FolderTree) -> list[tuple[int, int | None]]:
    return [(place.id, place.parent_id) for place in tree.places.values()]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([(1, None), (2, 1), (3, 2)], [(1, None), (2, 1), (3, 2)]),
        ([(3, None), (2, 3), (1, 2)], [(3, None), (2, 3), (1, 2)]),
        ([(1, 99), (2, 1)], [(1, None), (2, 1)]),  # the parent is missing
        ([(1, 1), (2, 1)], [(1, None), (2, 1)]),  # in itself
        ([(4, 5), (5, 4), (6, 5)], [(4, None), (5, 4), (6, 5)]),  # in each other
        ([(7, 8), (8, 9), (9, 7), (3, 9), (1, None)], [(1, None), (7, None), (9, 7), (3, 9), (8, 9)]),  # a longer circle
        ([], []),
    ],
)
def test_every_folder_is_shown_once_and_below_the_one_it_is_in(
    folders: list[tuple[int, int | None]], expected: list[tuple[int, int | None]]
) -> None:
    assert shape(FolderTree(stored(*folders), ())) == expected


def test_any_parents_make_a_tree() -> None:
    rolls = random.Random(17)
    for _ in range(200):
        ids = range(1, rolls.randint(2, 12))
        tree = FolderTree(stored(*((id_, rolls.choice([None, *ids, 99])) for id_ in ids)), ())
        assert sorted(tree.places) == [*ids]
        assert all(tree.depth(id_) <= len(ids) for id_ in ids)
        assert sorted(inside for id_ in tree.siblings((None, None)) for inside in tree.inside(id_)) == [*ids]


def test_a_deep_chain_is_no_problem() -> None:
    tree = FolderTree(stored((1, None), *((id_, id_ - 1) for id_ in range(2, 3001))), ())
    assert len(tree.inside(1)) == 3000
    assert tree.depth(3000) == 3000


def test_a_folder_is_in_the_project_of_the_outermost_one() -> None:
    tree = FolderTree(stored((1, None), (2, 1), (3, None), (4, None), projects={1: 5, 2: 6, 3: 99, 4: 5}), {5, 6})
    assert {place.id: (place.project_id, place.position) for place in tree.places.values()} == {
        1: (5, 0),
        2: (5, 0),
        3: (None, 0),  # another person's project
        4: (5, 1),
    }
    assert tree.siblings((None, 5)) == [1, 4]


def test_depth_and_height_count_the_folder_itself() -> None:
    tree = FolderTree(stored((1, None), (2, 1), (3, 2), (4, 1)), ())
    assert [tree.depth(each) for each in (None, 1, 3)] == [0, 1, 3]
    assert [tree.height(each) for each in (1, 2, 3, 4)] == [3, 2, 1, 1]
    assert tree.inside(2) == [2, 3]


@pytest.mark.parametrize("start", [[0, 0, 0], [0, 1, 2], [-5, -5, 7], [0, 1024, 2048]])
def test_folders_keep_the_order_they_are_put_into(start: list[int]) -> None:
    """Thousands of moves, as a list would do them."""
    rolls = random.Random(3)
    positions = dict(enumerate(start))
    order, rewritten = [*positions], 0
    for _ in range(2000):
        moved, to = rolls.choice(order), rolls.randrange(len(order))
        order.remove(moved)
        changes = stored_positions([(id_, positions[id_]) for id_ in order], moved, to)
        order.insert(to, moved)
        positions |= changes
        rewritten += len(changes) > 1
        assert sorted(positions, key=lambda id_: (positions[id_], id_)) == order
    assert rewritten < 400


def test_a_place_beyond_the_last_is_the_last() -> None:
    assert stored_positions([(1, 0), (2, 10)], 3, 99) == stored_positions([(1, 0), (2, 10)], 3, None) == {3: 10 + STEP}
    assert stored_positions([], 3, 2) == {3: 0}
    assert stored_positions([(1, 4), (2, 5)], 3, 1) == {1: 0, 3: STEP, 2: 2 * STEP}
