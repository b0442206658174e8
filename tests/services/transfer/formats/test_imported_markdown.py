"""WriteBatches of other programs' exports as Markdown."""

from typing import Any

import pytest

from rxchat.services.transfer.formats.imported_markdown import (
    IMAGE,
    LONGEST_NAME,
    code_block,
    drawing_note,
    file_note,
    image_note,
    is_note,
    link,
    plain,
)


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


def test_a_note_names_what_is_not_there():
    assert (image_note(), image_note(None), image_note(" ")) == (IMAGE, IMAGE, IMAGE)
    assert image_note("a.png") == "*[An image that was not imported: a.png]*"
    assert file_note("a]*.pdf") == r"*[A file that was not imported: a\]\*.pdf]*"
    assert all(is_note(note) for note in (IMAGE, file_note("x"), drawing_note("A cat")))
    assert not is_note("*[a]* and more")


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


@pytest.mark.parametrize(
    ("title", "address", "expected"),
    [
        ("A [b]", "https://a.example/x", r"[A \[b\]](https://a.example/x)"),
        (None, "http://www.a.example/b c(d)", "[a.example](http://www.a.example/b%20c%28d%29)"),
        ("T", "https://a.example/\u00fc?q=%20&a=1#f", "[T](https://a.example/%C3%BC?q=%20&a=1#f)"),
        ("T", "javascript:alert(1)", ""),
        ("T", "https://", ""),
        ("T", "http://[", ""),
        ("T", "https://a.example/" + "x" * 3000, ""),
        ("T", None, ""),
    ],
)
def test_a_link_leads_into_the_web_or_is_none(title: Any, address: Any, expected: str):
    assert link(title, address) == expected


@pytest.mark.parametrize("piece", ["`", "```", "~", "[", "\n", "` ", "_", "\\"])
def test_no_text_takes_longer_than_it_is_long(piece: str):
    """A fence was made longer by one mark at a time: 200 kB of backticks took 48 s."""
    text = piece * (4_000_000 // len(piece))
    assert len(code_block(text)) <= 3 * len(text) + 10
    assert [len(plain(text)) <= 2 * LONGEST_NAME for _ in range(2_000)] == [True] * 2_000
