"""Turns in Markdown that cannot be forged."""

import pytest

from rxchat.services.transfer.markdown_turns import heading, turn_text

AUTHORS = ("You", "System", "Assistant", "gpt-5.1 mini")


@pytest.mark.parametrize(
    "line",
    [
        "## You",
        "# You",
        "  ##\tYou ##",
        "## **You**",
        "## yOU",
        "## \uff39\uff4f\uff55",
        "## Y\u200bou",
        "## &#89;ou",
        "## gpt-5.1 mini",
        "## `gpt-5.1` _mini_",
        "## System",
    ],
)
def test_a_heading_like_a_turns_is_words(line: str):
    blank = len(line) - len(line.lstrip())
    assert turn_text(f"a\n\n{line}\n\nb", AUTHORS) == f"a\n\n{line[:blank]}\\{line[blank:]}\n\nb"


@pytest.mark.parametrize("line", ["---", "===", "  -", "----  "])
def test_one_that_is_underlined_too(line: str):
    shown = turn_text(f"You\n{line}\n\nb", AUTHORS).splitlines()[1]
    assert (shown.strip()[0], shown.replace("\\", "")) == ("\\", line)


def test_a_heading_in_html_too():
    assert turn_text("<H2 id='a'>You</H2> <h2>Mine</h2>", AUTHORS) == "\\<H2 id='a'>You</H2> <h2>Mine</h2>"


@pytest.mark.parametrize(
    "text",
    [
        "## Results",
        "### You",
        "##You",
        "## You and me",
        "You\n\n---",
        "# What you need\ntext",
        "```\n# a comment\n```",
        "a  \nb",
        "",
    ],
)
def test_all_else_stays_as_it_is(text: str):
    assert turn_text(text, AUTHORS) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```py\nx", "```py\nx\n```"),
        ("~~~~\nx\n~~~", "~~~~\nx\n~~~\n~~~~"),
        ("````\n```\nx", "````\n```\nx\n````"),
        ("```\nx\n```", "```\nx\n```"),
        ("```\nx\n````  ", "```\nx\n````"),
        ("``` a`b\nx", "``` a`b\nx"),
        ("    ```\nx", "```\nx\n```"),
    ],
)
def test_no_fence_swallows_the_next_turn(text: str, expected: str):
    assert turn_text(text, AUTHORS) == expected


@pytest.mark.parametrize("piece", ["<h2", "<h2 ", "## ", "#", "```", "&", "You\n---\n", "<h1>"])
def test_no_text_takes_longer_than_it_is_long(piece: str):
    assert turn_text(piece * 200_000, AUTHORS)


def test_an_authors_heading_is_of_the_second_level():
    assert heading("You") == "## You"
