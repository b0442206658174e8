"""Conversations in JSON of any size and of any ill will."""

import io
import json
import tracemalloc
from typing import Any

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer import json_scanner as module
from rxchat.services.transfer.json_stream import Entry, Head, TooLarge, json_items


def items(text: str | bytes) -> list[Any]:
    return list(json_items(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def test_an_array_an_object_with_one_and_a_lone_conversation():
    found = [{"a": [1, {"b": None}], "c": "é\u2028"}, {}, "odd", 3, [[]]]
    assert items(json.dumps(found)) == found
    assert items("\ufeff" + json.dumps(found)) == found
    whole = {"version": 2, "conversations": found, "more": [1]}
    assert items(json.dumps(whole)) == [Head({"version": 2}), *found]
    alone = {"version": 2, "messages": [{"conversations": [1, 2]}], "x": {"conversations": [3]}}
    assert items(json.dumps(alone)) == [alone]
    assert items('{"conversations": {"a": 1}}') == [{"conversations": {"a": 1}}]
    assert items("[]") == []


def test_other_arrays_of_our_own_export_are_read_one_value_at_a_time():
    head = {"format": "rxchat.conversations", "version": 3}
    whole = head | {"projects": [{"id": 1}, 2], "folders": [], "prompts": [None], "conversations": [{"a": 1}], "more": [1]}
    entries = [Entry("projects", {"id": 1}), Entry("projects", 2), Entry("prompts", None)]
    assert items(json.dumps(whole)) == [Head(head), *entries, {"a": 1}]
    assert items(json.dumps(head | {"prompts": [1]})) == [Head(head), Entry("prompts", 1)]
    assert items(json.dumps(head | {"projects": {"a": [1]}})) == [head | {"projects": {"a": [1]}}]
    alone = {"projects": [1], "messages": []}
    assert items(json.dumps(alone)) == [alone]


@pytest.mark.parametrize("text", ["", "nonsense", '[{"a": 1}', '[{"a": 1},]', "[1] 2", b'["\xff\xfe"]', '{"a"', "7", '"x"'])
def test_what_is_no_such_json_is_one_error(text: str | bytes):
    with pytest.raises(InvalidRequest) as error:
        items(text)
    assert error.value.hint
    assert "lexical" not in error.value.message


def test_it_says_how_far_it_came():
    with pytest.raises(InvalidRequest, match="breaks off after 2 conversations"):
        items('[{"a": 1}, {"b": 2}, {"c": ')


@pytest.mark.parametrize("bomb", ["[" * 2_000_000, '{"a":' * 500_000, '[{"a": ' + "[" * 100])
def test_deep_nesting_is_refused_at_once(bomb: str):
    tracemalloc.start()
    try:
        with pytest.raises(InvalidRequest, match="doesn't look like a chat export"):
            items(bomb)
        assert tracemalloc.get_traced_memory()[1] < len(bomb) * 3 + 1_000_000
    finally:
        tracemalloc.stop()


def test_one_that_is_too_large_is_passed_over_and_the_next_one_is_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_VALUES", 100)
    monkeypatch.setattr(module, "LARGEST_ITEM", 1000)
    many, long, fine = {"a": [[]] * 200}, {"a": ["x" * 600, "y" * 600]}, {"a": [{"b": "x" * 900}]}
    assert items(json.dumps([many, fine, long, fine])) == [TooLarge(), fine, TooLarge(), fine]


def test_too_much_before_the_conversations_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_VALUES", 100)
    with pytest.raises(InvalidRequest, match="doesn't look like a chat export"):
        items(json.dumps({"x": [1] * 200, "conversations": []}))


def test_a_text_that_never_ends_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LARGEST_TEXT", 2**20)

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b'["' + b"x" * (size - 2) if self.given == size else b"x" * size

    endless = Endless()
    with pytest.raises(InvalidRequest, match="longer than any message"):
        list(json_items(endless))
    assert endless.given < 2 * 2**20


def test_numbers_of_any_length_do_no_harm():
    assert items('[{"a": 1e400, "b": 12345678901234567890123}]')[0]["b"] == 12345678901234567890123
    with pytest.raises(InvalidRequest):
        items(f"[{'9' * 10_000}]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rb'["a\ud800b"]', "a\ufffdb"),
        (rb'["a\udc00b"]', "a\ufffdb"),
        (rb'["\ud83d\ude00"]', "\U0001f600"),
        (rb'["\udc00\ud83d\ude00\ud83d"]', "\ufffd\U0001f600\ufffd"),
        (b'["a\xed\xa0\x80b"]', "a\ufffdb"),
        (b'["\xed\xa0\xbd\xed\xb8\x80"]', "\U0001f600"),
        (rb'["\\ud800"]', "\\ud800"),
    ],
)
def test_half_of_a_character_spoils_no_file(text: bytes, expected: str):
    assert items(text) == [expected]
    within = b'{"conversations": [{"k\\udc00": [' + text + b", null, 1]}]}"
    assert items(within)[1] == {"k\ufffd": [[expected], None, 1]}


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity", "nan", "undefined", "'a'", "01", "+1", ".5", "[1,]", "{1:2}"])
def test_what_only_looks_like_json_is_one_error(name: str):
    with pytest.raises(InvalidRequest):
        items(f'[{{"a": {name}}}]')


def test_a_text_over_several_lines_is_read():
    assert items('["a\n\tb"]') == ["a\n\tb"]
