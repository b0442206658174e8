from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from rxchat.providers.wire.lines import TooLong, lines_of

TEXT = '{"a": "漢字 🙂 \u2028\u2029\x85\x0b"}\n\n{"b": 1}\n'


async def _pieces(data: bytes, size: int) -> AsyncGenerator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def _lines(data: bytes, size: int = 4096, limit: int = 100) -> list[str]:
    async with aclosing(lines_of(_pieces(data, size), limit)) as lines:
        return [line async for line in lines]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 4096])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
async def test_lines_are_the_same_however_the_bytes_are_cut(size: int, newline: str):
    whole = TEXT.replace("\n", newline).encode()
    assert await _lines(whole, size) == TEXT.split("\n")[:-1]


async def test_the_last_line_needs_no_end_and_a_byte_order_mark_is_no_text():
    assert await _lines(b"\xef\xbb\xbfone\ntwo") == ["one", "two"]
    assert await _lines(b"") == []


async def test_bytes_that_are_no_text_do_not_end_the_stream():
    assert await _lines(b"a\xffb\nc\n") == ["a\ufffdb", "c"]


@pytest.mark.parametrize("size", [1, 4096])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n{}"])
async def test_a_line_without_end_is_cut_off(size: int, end: bytes):
    assert await _lines(b"x" * 100 + end, size) != []
    with pytest.raises(TooLong):
        await _lines(b"x" * 101 + end, size)


async def test_the_source_is_closed_with_the_lines():
    was_closed = False

    async def pieces() -> AsyncGenerator[bytes]:
        nonlocal was_closed
        try:
            while True:
                yield b"a\n"
        finally:
            was_closed = True

    lines = lines_of(pieces(), 100)
    assert await anext(lines) == "a"
    await lines.aclose()
    assert was_closed


@pytest.mark.parametrize(("line", "is_long"), [(b"{" + b"x" * 400, False), (b"[" + b"x" * 500, True), (b"x" * 101, True)])
async def test_a_line_of_json_may_be_longer(line: bytes, is_long: bool):
    lines = lines_of(_pieces(line + b"\n", 64), 100, json_limit=500)
    if not is_long:
        assert [one async for one in lines] == [line.decode()]
        return
    with pytest.raises(TooLong):
        await anext(lines)
