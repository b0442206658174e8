"""Whose export a conversation is from."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from rxchat.services.transfer.formats import import_formats as module
from rxchat.services.transfer.formats.import_formats import CUT, FORMATS, programs, read, source_of


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


def test_the_programs_are_listed_as_in_a_sentence(monkeypatch: pytest.MonkeyPatch):
    assert programs() == "rxchat, ChatGPT or Claude"
    assert programs(only_sent=True) == "ChatGPT or Claude"
    monkeypatch.setattr(module, "FORMATS", {"claude": FORMATS["claude"]})
    assert programs() == "Claude"


def test_a_format_more_is_recognised_read_and_listed(monkeypatch: pytest.MonkeyPatch):
    lines = replace(FORMATS["claude"], name="lines", label="Lines", accepts=lambda item: "lines" in item)
    monkeypatch.setattr(module, "FORMATS", {**FORMATS, "lines": lines})
    assert source_of({"lines": []}) == "lines"
    assert (
        read("lines", {"uuid": "u", "chat_messages": [{"sender": "human", "text": "Hi"}]}, Counter()).conversation.import_id
        == "claude:u"
    )
    assert programs() == "rxchat, ChatGPT, Claude or Lines"


def test_no_conversation_is_taken_for_two_programs():
    items: list[dict[str, Any]] = [{"mapping": {}}, {"chat_messages": []}, {"conversation": {}, "messages": []}]
    assert [[each.name for each in FORMATS.values() if each.accepts(item)] for item in items] == [
        ["chatgpt"],
        ["claude"],
        ["rxchat"],
    ]


def test_what_is_too_long_for_one_message_is_cut_and_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LONGEST_MESSAGE", 10)
    left_out: Counter[str] = Counter()
    messages = [{"sender": "human", "text": "0123456789"}, {"sender": "human", "text": "0123456789a"}]
    archive = read("claude", {"uuid": "u", "chat_messages": messages}, left_out)
    assert [message.content for message in archive.messages] == ["0123456789", "0123456789" + CUT]
    assert left_out == {"ends of long messages": 1}
