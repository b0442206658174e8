"""The tree of a foreign conversation."""

from rxchat.domain.messages import Role
from rxchat.services.transfer.formats.imported_markdown import TOOLS
from rxchat.services.transfer.formats.imported_messages import Draft
from rxchat.services.transfer.formats.imported_trees import ImportedNode, turns_of


def question(text: str) -> Draft:
    return Draft(role=Role.USER, texts=[text])


def answer(text: str) -> Draft:
    return Draft(role=Role.ASSISTANT, texts=[text])


def step() -> Draft:
    return Draft(role=Role.ASSISTANT, is_step=True)


def read(
    *nodes: tuple[str, str | None, Draft | None], current: str | None = None
) -> tuple[list[tuple[int | None, str]], int | None]:
    turns, end = turns_of([ImportedNode(key=key, parent=parent, draft=draft) for key, parent, draft in nodes], current)
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    return [(turn.parent, "|".join(turn.texts)) for turn in turns], end


def test_calls_of_tools_are_only_told_where_nothing_else_answers():
    assert read(
        ("q", None, question("Q")), ("s", "q", step()), ("t", "s", None), ("s2", "t", step()), ("a", "s2", answer("A"))
    ) == (
        [(None, "Q"), (1, "A")],
        None,
    )
    assert read(("q", None, question("Q")), ("s", "q", step()), ("s2", "s", step()), ("q2", "s2", question("R"))) == (
        [(None, "Q"), (1, TOOLS), (2, "R")],
        None,
    )
    assert read(("q", None, question("Q")), ("a", "q", answer("A")), ("s", "a", step())) == ([(None, "Q"), (1, "A")], None)


def test_versions_after_a_call_of_a_tool_are_versions_of_the_answer():
    nodes = (("q", None, question("Q")), ("s", "q", step()), ("a", "s", answer("A")), ("b", "s", answer("B")))
    assert read(*nodes, current="a") == ([(None, "Q"), (1, "A"), (1, "B")], 2)
    assert read(*nodes, current="s") == ([(None, "Q"), (1, "A"), (1, "B")], 3)


def test_a_parent_that_comes_later_or_never_is_none():
    assert read(("a", "b", question("A")), ("b", "a", answer("B")), ("c", "c", question("C")), ("d", "gone", question("D"))) == (
        [(None, "A"), (1, "B"), (None, "C"), (None, "D")],
        4,
    )


def test_nothing_is_nothing():
    assert read(("a", None, None)) == ([], None)


def test_a_tree_of_any_form_is_walked_once():
    steps = [("0", None, question("Q")), *((str(number), str(number - 1), step()) for number in range(1, 20_000))]
    turns, _ = read(*steps, *((f"a{number}", str(number), answer("A")) for number in range(1, 20_000)))
    assert len(turns) == 20_000
