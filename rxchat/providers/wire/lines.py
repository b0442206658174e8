"""Lines: splits bytes into lines, for server-sent events and JSON lines."""

from collections.abc import AsyncGenerator
from contextlib import aclosing


class TooLong(Exception):
    """A line, an event or a head outgrew its bound: says which."""

    def __init__(self, what: str = "an event that is too long") -> None:
        super().__init__(what)


async def lines_of(pieces: AsyncGenerator[bytes], limit: int, *, json_limit: int | None = None) -> AsyncGenerator[str]:
    """Each line of at most `limit` bytes, empty ones too; the last one needs no end. Raises TooLong, and closes `pieces`.

    A line that begins as JSON does may have `json_limit` bytes: it can be a whole answer. Lines end at LF, CR or CR LF only:
    what else ends a line elsewhere may stand in JSON.
    """
    line = bytearray()
    ended_in_cr = False
    async with aclosing(pieces):
        async for piece in pieces:
            if ended_in_cr or b"\r" in piece:
                rest = piece[1:] if ended_in_cr and piece.startswith(b"\n") else piece
                ended_in_cr = piece.endswith(b"\r")
                piece = rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            *ended, rest = piece.split(b"\n")
            for part in ended:
                line += part
                yield _text(line, limit, json_limit)
                line.clear()
            line += rest
            _check(line, limit, json_limit)
    if line:
        yield _text(line, limit, json_limit)


def _text(line: bytearray, limit: int, json_limit: int | None) -> str:
    _check(line, limit, json_limit)
    return line.decode("utf-8-sig", "replace")  # without a byte order mark


def _check(line: bytearray, limit: int, json_limit: int | None) -> None:
    if len(line) > limit and len(line) > (json_limit if json_limit and line.startswith((b"{", b"[")) else limit):
        raise TooLong
