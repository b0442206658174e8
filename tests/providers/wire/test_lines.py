import pytest

from rxchat.providers.wire.lines import LineReader, TooLong

TEXT = '{"a": "漢字 🙂 \u2028\u2029\x85\x0b"}\n\n{"b": 1}\n'


def _lines(data: bytes, size: int = 4096, limit: int = 100, json_limit: int | None = None) -> list[str]:
    reader = LineReader(limit, json_limit=json_limit)
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return [line for piece in pieces for line in reader.take(piece)] + list(reader.end())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 4096])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_the_same_however_the_bytes_are_cut(size: int, newline: str):
    whole = TEXT.replace("\n", newline).encode()
    assert _lines(whole, size) == TEXT.split("\n")[:-1]


def test_the_last_line_needs_no_end_and_a_byte_order_mark_is_no_text():
    assert _lines(b"\xef\xbb\xbfone\ntwo") == ["one", "two"]
    assert _lines(b"") == []


def test_bytes_that_are_no_text_do_not_end_the_stream():
    assert _lines(b"a\xffb\nc\n") == ["a\ufffdb", "c"]


@pytest.mark.parametrize("size", [1, 4096])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n{}"])
def test_a_line_without_end_is_cut_off(size: int, end: bytes):
    assert _lines(b"x" * 100 + end, size) != []
    with pytest.raises(TooLong):
        _lines(b"x" * 101 + end, size)


def test_what_came_before_a_line_that_is_too_long_comes_out():
    reader = LineReader(100)
    lines = reader.take(b"a\n\xef\xbb\xbfb\n" + b"x" * 101 + b"\n")
    assert [next(lines), next(lines)] == ["a", "b"]
    with pytest.raises(TooLong):
        next(lines)


@pytest.mark.parametrize(("line", "is_long"), [(b"{" + b"x" * 400, False), (b"[" + b"x" * 500, True), (b"x" * 101, True)])
def test_a_line_of_json_may_be_longer(line: bytes, is_long: bool):
    if not is_long:
        assert _lines(line + b"\n", 64, json_limit=500) == [line.decode()]
        return
    with pytest.raises(TooLong):
        _lines(line + b"\n", 64, json_limit=500)
