"""Names and code as Markdown that nothing in them breaks out of."""

from typing import Any

import pytest

from rxchat.domain.markdown_text import LONGEST_NAME, code_block, plain


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report_final.pdf", "report_final.pdf"),
        ("_a_ *b* [c](d)", r"\_a\_ \*b\* \[c\](d)"),
        ("two\nlines \t and `code` $x$ ~~no~~ ~yes", r"two lines and \`code\` \$x\$ \~\~no\~\~ ~yes"),
        ("x" * 300, "x" * (LONGEST_NAME - 1) + "\u2026"),
        (None, ""),
        (7, ""),
    ],
)
def test_a_name_is_one_line_of_words(name: Any, expected: str):
    assert plain(name) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("print(1)\n", "python", "```python\nprint(1)\n```"),
        ("a ``` b ```` c", "", "`````\na ``` b ```` c\n`````"),
        ("``", "c++", "```c++\n``\n```"),
        ("x", "a b\nc", "```\nx\n```"),
        ("x", "`", "```\nx\n```"),
    ],
)
def test_a_fence_is_closed_by_nothing_in_it(text: str, language: str, expected: str):
    assert code_block(text, language) == expected


@pytest.mark.parametrize("piece", ["`", "```", "~", "[", "\n", "` ", "_", "\\"])
def test_no_text_takes_longer_than_it_is_long(piece: str):
    """A fence was made longer by one mark at a time: 200 kB of backticks took 48 s."""
    text = piece * (4_000_000 // len(piece))
    assert len(code_block(text)) <= 3 * len(text) + 10
    assert [len(plain(text)) <= 2 * LONGEST_NAME for _ in range(2_000)] == [True] * 2_000
