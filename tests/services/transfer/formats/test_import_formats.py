"""Whose export a conversation is from."""

from collections import Counter
from typing import Any

import pytest

from rxchat.services.transfer.formats import import_formats as module
from rxchat.services.transfer.formats.import_formats import CUT, read, source_of


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


def test_what_is_too_long_for_one_message_is_cut_and_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LONGEST_MESSAGE", 10)
    left_out: Counter[str] = Counter()
    messages = [{"sender": "human", "text": "0123456789"}, {"sender": "human", "text": "0123456789a"}]
    archive = read("claude", {"uuid": "u", "chat_messages": messages}, left_out)
    assert [message.content for message in archive.messages] == ["0123456789", "0123456789" + CUT]
    assert left_out == {"ends of long messages": 1}
