import pytest

from rxchat.providers.wire.json_access import arguments_of, count_of, json_of, json_or_text, object_of


def test_an_object_is_itself():
    value = {"a": 1}
    assert object_of(value) is value


@pytest.mark.parametrize("value", [None, 1, "text", [1], True])
def test_anything_else_is_an_empty_object(value: object):
    assert object_of(value) == {}


@pytest.mark.parametrize(
    ("value", "count"), [(7, 7), (0, 0), (-1, None), (True, None), ("7", None), (7.5, None), (None, None), (10**22, None)]
)
def test_a_count_is_a_whole_number(value: object, count: int | None):
    assert count_of(value) == count


def test_a_body_is_json_or_text():
    assert json_or_text(b'{"a": [1]}') == {"a": [1]}
    assert json_or_text(b"upstream \xff error") == "upstream \ufffd error"
    assert json_or_text(b"[" * 100_000) == "[" * 100_000


@pytest.mark.parametrize(
    ("written", "found"), [('{"city": "Oslo"}', {"city": "Oslo"}), ("", {}), ("no json", {}), ("[1]", {}), ("[" * 100_000, {})]
)
def test_arguments_are_an_object(written: str, found: dict[str, str]):
    assert arguments_of(written) == found
    assert arguments_of(json_of(found)) == found
