"""Updates in pieces: lines to search and those in their place."""

import pytest

from rxchat.domain.artifact_edits import Edit, apply_edits, read_edits


def edit(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE"


@pytest.mark.parametrize(
    ("pieces", "result"),
    [
        (edit("b", "B"), "a\nB\nc"),
        (f"{edit('a', 'A')}\n\n{edit('c', 'C')}", "A\nb\nC"),
        (edit("b\n", ""), "a\n\nc"),
        (edit("a\nb", "x\n\ny"), "x\n\ny\nc"),
        (edit("b", "B").replace("\n", "\r\n"), "a\nB\nc"),
        (f"{edit('a', 'b2')}\n{edit('b2', 'q')}", "q\nb\nc"),
    ],
)
def test_each_piece_takes_the_place_of_what_it_searches(pieces: str, result: str):
    assert apply_edits("a\nb\nc", pieces) == result


@pytest.mark.parametrize(
    "pieces",
    [edit("x", "y"), edit("a", "y") + "\n" + edit("a", "z"), edit("", "y"), edit("l", "y"), "b", "", edit("a", "b")[:-9]],
)
def test_one_that_does_not_fit_changes_nothing(pieces: str):
    assert apply_edits("a\nl l", pieces) is None


def test_a_heading_line_is_no_divider_of_another_length():
    assert read_edits(edit("Title\n===\nx", "Title\n====\ny")) == [Edit("Title\n===\nx", "Title\n====\ny")]
