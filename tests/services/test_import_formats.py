"""Whose export a conversation is from."""

from typing import Any

import pytest

from rxchat.services.import_formats import source_of


@pytest.mark.parametrize(
    ("item", "source"),
    [
        ({"mapping": {}}, "chatgpt"),
        ({"chat_messages": []}, "claude"),
        ({"conversation": {}, "messages": []}, "rxchat"),
        ({"title": "x"}, None),
        (["mapping"], None),
        ("mapping", None),
        (None, None),
    ],
)
def test_it_is_known_by_what_holds_its_messages(item: Any, source: str | None):
    assert source_of(item) == source
