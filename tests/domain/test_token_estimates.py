import pytest

from rxchat.domain.token_estimates import IMAGE_TOKENS, MESSAGE_TOKENS, TOKENS_PER_BYTE, rate_of, text_tokens


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("word " * 8, 10), ("这是什么呢", 4), ("\ud800", 1)])
def test_a_text_is_estimated_by_its_bytes(text: str, tokens: int):
    assert text_tokens(text) == tokens


def test_the_rate_is_the_vendors_own_where_it_counted_enough():
    frame = 3 * MESSAGE_TOKENS + 2 * IMAGE_TOKENS
    assert rate_of(300 + frame, ["x" * 600, "y" * 400], messages=3, images=2) == 0.3
    assert rate_of(5, ["Hi"], messages=1, images=0) == TOKENS_PER_BYTE
    assert rate_of(10, ["x" * 1_000], messages=3, images=0) == TOKENS_PER_BYTE
    assert rate_of(5_000, ["x" * 1_000], messages=0, images=0) == 1.0
    assert rate_of(50, ["x" * 1_000], messages=0, images=0) == 0.1
