import json
from pathlib import Path
from typing import Any

import pytest

from rxchat.domain.token_estimates import IMAGE_TOKENS, MESSAGE_TOKENS, scale_of, text_tokens

COUNTS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("token_counts.json").read_text())
"""Texts with their tokens: the geometric mean of five vendors' tokenizers."""


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("word " * 8, 9), ("这是什么呢", 4), ("\ud800", 1), ("42", 2)])
def test_a_text_is_estimated_by_its_characters(text: str, tokens: int):
    assert text_tokens(text) == tokens


@pytest.mark.parametrize("kind", COUNTS)
def test_an_estimate_is_near_what_tokenizers_count(kind: str):
    assert text_tokens(COUNTS[kind]["text"]) == pytest.approx(COUNTS[kind]["tokens"], rel=0.15)


@pytest.mark.parametrize("kind", COUNTS)
def test_a_text_that_repeats_grows_by_what_it_is(kind: str):
    once = text_tokens(COUNTS[kind]["text"])
    assert text_tokens(COUNTS[kind]["text"] * 10) == pytest.approx(10 * once, abs=10)


def test_the_scale_is_the_vendors_own_where_it_counted_enough():
    frame = 3 * MESSAGE_TOKENS + 2 * IMAGE_TOKENS
    texts = ["x" * 600, "y" * 400]
    assert scale_of(312 + frame, texts, messages=3, images=2) == pytest.approx(1.2)
    assert scale_of(5, ["Hi"], messages=1, images=0) == 1
    assert scale_of(10, ["x" * 1_000], messages=3, images=0) == 1
    assert scale_of(5_000, ["x" * 1_000], messages=0, images=0) == 4
    assert scale_of(50, ["x" * 1_000], messages=0, images=0) == 0.4
