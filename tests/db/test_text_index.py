import pytest

from rxchat.db.text_index import MATCH_BEGINS, MATCH_ENDS, marked_text, words_expression, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café naïve", ["cafe", "naive"]),
        ("foo/bar.py user@host.org", ["foo", "bar", "py", "user", "host", "org"]),
        ("3.14_x", ["3", "14", "x"]),
        ("", []),
    ],
)
def test_words_are_letters_and_digits_without_accents(text: str, words: list[str]):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("terms", "query"),
    [
        (["fly"], "('fly':*)"),
        (["a"], "('a')"),
        (["Die Räder", "x'y"], "('die' <-> 'rader') & ('x' <-> 'y':*)"),
        (["--"], "('':*)"),
    ],
)
def test_the_last_word_is_a_beginning(terms: list[str], query: str):
    assert words_expression(terms) == query


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("A Café, à la carte", ["cafe", "la"], "A <Café>, à <la> carte"),
        ("foo bar foo baz", ["foo ba"], "<foo bar> <foo baz>"),
        ("nothing", ["else"], "nothing"),
    ],
)
def test_what_matches_is_marked(text: str, terms: list[str], marked: str):
    assert marked_text(text, terms) == marked.replace("<", MATCH_BEGINS).replace(">", MATCH_ENDS)
