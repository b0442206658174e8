"""Names for conversations."""

import json
import unicodedata

import pytest
from timing import cpu_seconds

from rxchat.services.titles import TITLE_CHARACTERS, spoken_title, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  Why is the sky blue?  \nPlease be brief.", "Why is the sky blue?"),
        ("# A heading", "A heading"),
        ("---", "---"),
        ("   ", "New chat"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("~~~~ sh\n\nls -l\n~~~~", "ls -l"),
        ("> ```\n> quoted = code\n> ```", "quoted = code"),
        ("```print(1)```", "print(1)"),
        ("```python\n```", "python"),
        ("===\n**Bold** `code` ~~old~~ [link](https://example.org) ![alt](a.png)", "Bold code old link alt"),
        ("1. *First* of all", "First of all"),
        ("- [ ] Buy _milk_", "Buy milk"),
        ("| a | b |\n|---|---|", "a | b"),
        ("What do __init__, *args and **kwargs mean?", "What do __init__, *args and **kwargs mean?"),
        ("snake_case_name is 2 * 3 * 4", "snake_case_name is 2 * 3 * 4"),
        ("\u202eright to left\u202c", "right to left"),
        ("\u200b\u2060\n\ufeff", "New chat"),
        ("\u200b\nSecond line", "Second line"),
        ("\U0001f44d", "\U0001f44d"),
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
    "whole", ["\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f1e9\U0001f1ea", "e\u0323\u0308"]
)
def test_no_character_is_cut_in_two(whole: str):
    titles = [title_of("x" * shift + whole * 40) for shift in range(len(whole) + 1)]
    composed = unicodedata.normalize("NFC", whole)
    assert {title.strip("x\u2026").replace(composed, "") for title in titles} == {""}
    assert {spoken_title(f"a {whole}") for _ in titles} == {f"a {composed}"}


@pytest.mark.parametrize(
    "text", ["`" * 100_000, "*a" * 50_000, "[(" * 50_000, "> " * 50_000, "_a_ " * 25_000, "a\n" * 300_000, "=" * 100_000]
)
def test_a_name_takes_no_time_whatever_the_text(text: str):
    assert cpu_seconds(lambda: title_of(text), enough=0.5) < 0.5


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
