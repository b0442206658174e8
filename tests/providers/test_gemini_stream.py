import json
from collections.abc import AsyncGenerator

import pytest

from rxchat.providers._gemini_stream import texts_of, unwrapped
from rxchat.providers._lines import TooLong

ERROR = {"error": {"code": 503, "message": 'A "}" and a \\ {brace', "details": [{"a": {}}, {}]}}


async def _texts(*lines: str) -> list[str]:
    async def source() -> AsyncGenerator[str]:
        for line in lines:
            yield line

    return [text async for text in texts_of(source(), 200_000)]


async def test_events_are_read_as_the_standard_says():
    lines = (": comment", "", "id: 7", "", "data:", "", 'data: {"a":', "data:1}", "", "event: x", 'data: {"b": 2}', "")
    assert [json.loads(text) for text in await _texts(*lines)] == [{"a": 1}, {"b": 2}]


async def test_an_event_that_was_cut_off_is_left_out():
    assert await _texts('data: {"a": 1}', "", 'data: {"b"') == [' {"a": 1}']
    assert await _texts("{", '  "error": {') == []


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("value", [ERROR, [ERROR]])
async def test_a_bare_error_is_whole_at_its_last_line(indent: int | None, value: object):
    lines = json.dumps(value, indent=indent).split("\n")
    (text,) = await _texts('data: {"a"', *lines)
    assert json.loads(text) == value
    assert await _texts(*lines, 'data: {"b": 2}', "") == [text, ' {"b": 2}']


@pytest.mark.parametrize("lines", [["{", *["x" * 1_000] * 66], ["data: x"] * 30_000, [": x" * 1_000] * 67])
async def test_what_has_no_end_is_cut_off(lines: list[str]):
    with pytest.raises(TooLong):
        await _texts(*lines)


def test_a_list_of_one_is_unwrapped():
    assert unwrapped([ERROR]) == unwrapped(ERROR) == ERROR
    assert unwrapped([]) is None
