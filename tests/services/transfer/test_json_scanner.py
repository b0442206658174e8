"""JSON as bytes, cut into its values."""

import io
import json
import random
from typing import Any

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer import json_scanner as module
from rxchat.services.transfer.json_scanner import LONGEST_NUMBER, JsonText, Malformed, is_too_much
from rxchat.services.transfer.json_stream import json_items

TEXTS = ["", "a", '"', "\\", '\\"', "\u2028", "]}", '[{"', "\U0001f600", "\ttab\n", "x" * 300]


def made(chance: random.Random, depth: int = 0) -> Any:
    """A value of any kind."""
    kind = chance.randrange(4 if depth > 4 else 6)
    if kind == 4:
        return [made(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 5:
        return {chance.choice(TEXTS) + str(key): made(chance, depth + 1) for key in range(chance.randrange(4))}
    return [
        chance.choice(TEXTS),
        chance.randrange(-(10**20), 10**20),
        chance.random() * 1e300,
        chance.choice([None, True, False]),
    ][kind]


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 64, 2**18])
@pytest.mark.parametrize("is_ascii", [True, False])
def test_what_is_cut_in_any_place_is_what_was_written(at_once: int, is_ascii: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    chance = random.Random(at_once)
    for indent in (None, 1, "\t"):
        values = [made(chance) for _ in range(60)]
        written = json.dumps(values, ensure_ascii=is_ascii, indent=indent).encode()
        assert list(json_items(io.BytesIO(written))) == values


@pytest.mark.parametrize("at_once", [1, 5, 2**18])
def test_what_is_broken_anywhere_is_one_error(at_once: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    whole = b'{"version": 2, "conversations": [{"a": "b\\u00e9", "c": [1.5e3, null]}, "d"]} '
    for end in range(len(whole) - 1):
        with pytest.raises(InvalidRequest):
            list(json_items(io.BytesIO(whole[:end])))
    for place in range(len(whole) - 1):
        for byte in b'"\\{}[],:x':
            changed = whole[:place] + bytes((byte,)) + whole[place + 1 :]
            try:
                expected = json.loads(changed, strict=False)
            except ValueError:
                with pytest.raises(InvalidRequest):
                    list(json_items(io.BytesIO(changed)))
            else:
                found = list(json_items(io.BytesIO(changed)))
                assert found[-1] == (expected if "conversations" not in expected else expected["conversations"][-1])


@pytest.mark.parametrize("digits", ["9" * 5_000, "-" + "9" * 5_000, "1." + "0" * 5_000, "1e" + "9" * 5_000, "tru" * 2_000])
@pytest.mark.parametrize("before", [0, 1, 63_536, 2**18 - 20])
def test_a_number_that_is_longer_than_any_is_never_parsed(digits: str, before: int):
    text = '[{"p":"' + "a" * before + '","x":' + digits + "}]"
    with pytest.raises(InvalidRequest):
        list(json_items(io.BytesIO(text.encode())))
    with pytest.raises(Malformed):
        is_too_much(digits.encode())
    assert not is_too_much(b'{"a": "' + b"9" * 5_000 + b'"}')
    assert not is_too_much(b"9" * LONGEST_NUMBER)


def test_what_was_passed_over_has_bounds_as_well(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "AT_ONCE", 1000)
    monkeypatch.setattr(module, "LARGEST_ITEM", 10_000)
    long = b'{"a": ["' + b'", "'.join([b"x" * 900] * 30) + b'"]}'
    text = JsonText(io.BytesIO(long + b"," + b"[" + b",".join([long] * 20) + b"]"))
    assert text.value(0) is None
    assert text.skip(b",")
    with pytest.raises(InvalidRequest, match="larger than any"):
        text.value(0)
    monkeypatch.setattr(module, "MOST_VALUES", 100)
    with pytest.raises(InvalidRequest, match="larger than any"):
        JsonText(io.BytesIO(b"[" + b"[]," * 2_000 + b"[]]")).value(0)


@pytest.mark.parametrize("piece", [b'"\\', b'"', b'\\"', b'{"a":"', b"[", b'""', b" ", b"-1", b'"\\u'])
def test_no_text_takes_longer_than_it_is_long(piece: bytes):
    """The super-linear ways through a text of two million bytes take many minutes; pytest ends a test after two."""
    with pytest.raises(InvalidRequest):
        list(json_items(io.BytesIO(b"[" + piece * (2_000_000 // len(piece)))))
