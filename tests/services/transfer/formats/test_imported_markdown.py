"""WriteBatches of other programs' exports as Markdown."""

from typing import Any

import pytest

from rxchat.services.transfer.formats.imported_markdown import (
    IMAGE,
    drawing_note,
    file_note,
    image_note,
    is_note,
    link,
)


def test_a_note_names_what_is_not_there():
    assert (image_note(), image_note(None), image_note(" ")) == (IMAGE, IMAGE, IMAGE)
    assert image_note("a.png") == "*[An image that was not imported: a.png]*"
    assert file_note("a]*.pdf") == r"*[A file that was not imported: a\]\*.pdf]*"
    assert all(is_note(note) for note in (IMAGE, file_note("x"), drawing_note("A cat")))
    assert not is_note("*[a]* and more")


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
