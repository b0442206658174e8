"""Names for conversations."""

import json

import pytest

from rxchat.services.titles import TITLE_CHARACTERS, spoken_title, title_of


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


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Why the sky is blue", "Why the sky is blue"),
        ('"Blue skies."', "Blue skies"),
        ("**Title:** Blue skies", "Blue skies"),
        ("# \u201eBlauer Himmel\u201c", "Blauer Himmel"),
        ("\nHere is a name:\n\nBlue  skies\tabove\nAnother line", "Blue skies above"),
        ("Rock 'n' roll", "Rock 'n' roll"),
        ("\u9752\u3044\u7a7a\u3002", "\u9752\u3044\u7a7a"),
        ("blue\x1b[31m\u202eskies", "blue [31m skies"),
        ("", ""),
        ("...", ""),
        ("0.0004", ""),
        ("1", ""),
        ("-3,5 %", ""),
        ("safe", ""),
        ("**Unsafe**", ""),
        ("unsafe\nS2", ""),
        ('{"title": "Blue skies"}', "Blue skies"),
        ('```json\n{"title": "Blue skies."}\n```', "Blue skies"),
        ('{"name":"Blue skies","score":0.4}', "Blue skies"),
        ('["Blue skies", "Red"]', "Blue skies"),
        ('{"label": "safe", "score": 0.99}', ""),
        ('{"title": 7}', ""),
        ('Title: {"title": "Blue skies"}', "Blue skies"),
        ('{"title": "Blue skies"} I hope you like it.', "Blue skies"),
        (json.dumps(json.dumps({"title": "Blue skies"})), "Blue skies"),
        ("<title>Blue skies</title>", "Blue skies"),
        ("0.98 safe", ""),
        ("label: unsafe", ""),
        ("S1,S2", ""),
        ("n/a", ""),
        ("The {curly} braces", "The {curly} braces"),
        ('"Blue" skies', 'Blue" skies'),
        ("{}", ""),
        ('{"title": "cut off', ""),
        ("[Draft] Blue skies", "[Draft] Blue skies"),
        ("Safe travels", "Safe travels"),
        ("2 + 2 = 4 explained", "2 + 2 = 4 explained"),
        (' "" ', ""),
    ],
)
def test_a_models_words_become_a_name(said: str, title: str):
    assert spoken_title(said) == title


def test_a_model_that_rambles_is_cut():
    assert len(spoken_title("This conversation is about " * 20)) <= TITLE_CHARACTERS
