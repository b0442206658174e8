import pytest

from rxchat.domain.trees import MessageTree, Node

# 1 user -> 2, 5 assistant; 2 -> 3 user -> 4 assistant; 6 user is another first message -> 7 assistant; 2 -> 8 user
PLACES = [
    (1, None, "user"),
    (2, 1, "assistant"),
    (3, 2, "user"),
    (4, 3, "assistant"),
    (5, 1, "assistant"),
    (6, None, "user"),
    (7, 6, "assistant"),
    (8, 2, "user"),
]


def tree(*places: tuple[int, int | None, str]) -> MessageTree:
    return MessageTree(Node(id=id_, parent_id=parent, role=role) for id_, parent, role in places)


def ids(nodes: list[Node]) -> list[int]:
    return [node.id for node in nodes]


@pytest.mark.parametrize(("end", "branch"), [(4, [1, 2, 3, 4]), (5, [1, 5]), (7, [6, 7]), (1, [1]), (99, []), (None, [])])
def test_a_branch_leads_from_a_first_message_to_its_end(end: int | None, branch: list[int]) -> None:
    assert ids(tree(*PLACES).branch_to(end)) == branch


def test_versions_have_the_same_parent_and_role() -> None:
    found = tree(*PLACES, (9, 2, "assistant"))
    assert found.versions(["user", "assistant"]) == {1: [1, 6], 6: [1, 6], 2: [2, 5], 5: [2, 5], 3: [3, 8], 8: [3, 8]}
    assert found.versions(["assistant"]) == {2: [2, 5], 5: [2, 5]}


@pytest.mark.parametrize(("message", "end"), [(1, 8), (2, 8), (3, 4), (5, 5), (6, 7), (4, 4)])
def test_the_newest_end_is_below(message: int, end: int) -> None:
    assert tree(*PLACES).newest_end_below(message) == end


def test_an_end_is_one_also_where_ids_are_out_of_order() -> None:
    assert tree((9, None, "user"), (3, 9, "assistant"), (1, 3, "user")).newest_end_below(9) == 1


def test_parents_that_lead_in_a_circle_or_nowhere_do_no_harm() -> None:
    circle = tree((1, 2, "user"), (2, 1, "assistant"), (3, 77, "user"))
    assert ids(circle.branch_to(2)) == [1, 2]
    assert ids(circle.branch_to(3)) == [3]
    assert ids(circle.branch_to(1)) == [1]
    assert circle.newest_end_below(1) == 2
    assert circle.newest_end_below(3) == 3
    assert circle.versions(["user"]) == {1: [1, 3], 3: [1, 3]}
    own = tree((4, 4, "user"), (1, 6, "user"), (5, 6, "user"), (6, 5, "assistant"), (7, 4, "assistant"))
    assert [ids(own.branch_to(end)) for end in (1, 6, 7)] == [[5, 6, 1], [5, 6], [4, 7]]


def test_a_message_is_in_its_tree_only() -> None:
    assert 8 in tree(*PLACES)
    assert 99 not in tree(*PLACES)


def test_the_answers_of_a_flat_history_are_no_versions_of_each_other():
    flat = [Node(id=number, parent_id=None, role=("assistant", "user")[number % 2]) for number in range(1, 7)]
    assert MessageTree(flat).versions({"assistant"}) == {}
