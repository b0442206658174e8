"""Where code stands in Markdown."""

import pytest

from rxchat.domain.code_spans import CodeSpans


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("X", None),
        ("a `X` b", 5),
        ("a ``X` `` b", 9),
        ("`a` X `b`", None),
        ("a `X b", None),
        ("```\nX\n```\nb", 9),
        ("```\na\n```\nX", None),
        ("```py X\na\n```", 13),
        ("````\n```\nX\n````", 15),
        ("~~~\nX", 5),
        ("    ```\nX", None),
        ("``` ` ```\nX", None),
    ],
)
def test_the_end_of_the_code_around_a_position(text: str, end: int | None):
    assert CodeSpans(text).end_around(text.index("X"), since=0) == end


def test_what_is_over_is_not_looked_at():
    text = "```\nnever closed\nX"
    assert CodeSpans(text).end_around(len(text) - 1, since=10) is None
