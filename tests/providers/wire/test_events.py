import json

import pytest

from rxchat.providers.wire.events import END_MARK, MAX_EVENT, Event, EventReader, is_recognised
from rxchat.providers.wire.lines import TooLong

ERROR = {"error": {"code": 503, "message": 'A "}" and a \\ {brace', "details": [{"a": {}}, {}]}}


def _read(*lines: str, is_by_line: bool = False) -> list[Event]:
    reader = EventReader(is_by_line=is_by_line)
    events = [event for line in lines if (event := reader.take(line)) is not None]
    last = reader.end()
    return events + ([last] if last is not None else [])


def _objects(*lines: str, is_by_line: bool = False) -> list[object]:
    return [one for event in _read(*lines, is_by_line=is_by_line) for one in event.objects()]


def test_events_are_read_as_the_standard_says():
    lines = (": comment", "", "id: 7", "", "data:", "", 'data: {"a":', "data:1}", "", "event: x", 'data: {"b": 2}', "")
    assert _objects(*lines) == [{"a": 1}, {"b": 2}]
    assert [event.name for event in _read(*lines)] == ["", "", "x"]


def test_the_last_event_needs_no_blank_line_and_one_that_was_cut_is_left_out():
    assert _objects('data: {"a": 1}', "", 'data: {"b": 2}') == [{"a": 1}, {"b": 2}]
    assert _objects('data: {"a": 1}', "", "data: [DONE]") == [{"a": 1}, END_MARK]
    assert _objects('data: {"a": 1}', "", 'data: {"b"') == [{"a": 1}]
    assert _objects("{", '  "error": {') == []


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("value", [ERROR, [ERROR]])
@pytest.mark.parametrize("is_by_line", [True, False])
def test_a_bare_object_is_whole_at_its_last_line(indent: int | None, value: object, is_by_line: bool):
    lines = json.dumps(value, indent=indent).split("\n")
    assert _objects('data: {"a"', *lines, is_by_line=is_by_line) == [ERROR]
    assert _objects(*lines, 'data: {"b": 2}', "", is_by_line=is_by_line) == [ERROR, {"b": 2}]
    assert _objects('{"a": 1}', *lines, is_by_line=is_by_line) == [{"a": 1}, ERROR]


def test_each_line_of_a_stream_by_lines_is_an_event():
    assert _objects('{"a": 1}', "", "null", ": ping", '""', '{"b": 2}', is_by_line=True) == [{"a": 1}, {"b": 2}]
    for broken in ('{"nonsense": ', "nonsense"):
        with pytest.raises(ValueError, match="Expecting"):
            _objects('{"a": 1}', broken, '{"b": 2}', is_by_line=True)


@pytest.mark.parametrize("field", ["error", "Error", " ERROR"])
def test_a_field_error_is_an_event_of_that_name_at_once(field: str):
    assert _read(f'{field}: {{"message": "x"}}', 'data: {"a": 1}', "")[0] == Event(' {"message": "x"}', "error")


@pytest.mark.parametrize("text", ["[DONE]", " [done] ", '"[DONE]"', '"[Done] "'])
@pytest.mark.parametrize("before", ["data: ", ""])
def test_the_end_mark_is_known_however_it_is_written(text: str, before: str):
    assert [one is END_MARK for one in _objects(before + text, "", is_by_line=not before)] == [True]


@pytest.mark.parametrize("text", ["null", "[]", "true", "false", "0", '""', '"words"', "", " ", "ping", "keep-alive", "[1, [2]]"])
def test_what_is_no_object_is_harmless(text: str):
    assert _objects(f"data: {text}", "", 'data: {"a": 1}', "") == [{"a": 1}]


@pytest.mark.parametrize("text", ["{nonsense", "[" * 100_000, "words", '{"a": 1} {"b": 2}', "9" * 5_000])
def test_what_is_not_json_is_no_event(text: str):
    event = Event(text)
    assert not event.is_whole
    with pytest.raises(ValueError):  # noqa: PT011 - the words are json's own
        event.objects()


@pytest.mark.parametrize(
    "lines", [["data: " + "x" * 1_000] * 1_100, [": " + "x" * 1_000] * 1_100, ["{", *["x" * 10_000] * 1_700]]
)
def test_what_has_no_end_is_cut_off(lines: list[str]):
    with pytest.raises(TooLong):
        _read(*lines)


def test_many_events_are_no_long_one():
    reader = EventReader(is_by_line=False)
    half = "x" * (MAX_EVENT // 2)
    for _ in range(4):
        assert reader.take(f": {half}") is None
        assert reader.take("") is None


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("data: x", True),
        (": x", True),
        (' {"a": 1}', True),
        ("[", True),
        ("error: x", True),
        ("<html>", False),
        ("upstream", False),
    ],
)
def test_a_stream_is_known_by_its_first_line(line: str, is_one: bool):
    assert is_recognised(line) is is_one
