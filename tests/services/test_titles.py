"""Names for conversations."""

import pytest

from rxchat.services.titles import TITLE_CHARACTERS, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  Why is the sky blue?  \nPlease be brief.", "Why is the sky blue?"),
        ("# A heading", "A heading"),
        ("---", "---"),
        ("   ", "New chat"),
    ],
)
def test_a_title_is_the_first_line_with_words(text: str, title: str):
    assert title_of(text) == title


def test_a_long_line_is_cut_at_a_word():
    title = title_of("word " * 40)
    assert len(title) <= TITLE_CHARACTERS
    assert title.endswith("word…")


def test_a_line_without_spaces_is_cut_anyway():
    assert len(title_of("x" * 500)) == TITLE_CHARACTERS
