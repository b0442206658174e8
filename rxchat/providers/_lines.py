"""Bytes as lines, for streams that are not server-sent events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing


class TooLong(Exception):
    """A line, or an event, outgrew its bound."""


async def lines_of(pieces: AsyncGenerator[bytes], limit: int) -> AsyncGenerator[str]:
    """Each line of at most `limit` bytes, empty ones too; the last one needs no end. Raises TooLong, and closes `pieces`.

    Lines end at LF or CR LF only: what else ends a line elsewhere may stand in JSON.
    """
    line = bytearray()
    async with aclosing(pieces):
        async for piece in pieces:
            *ended, rest = piece.split(b"\n")
            for part in ended:
                line += part
                yield _text(line, limit)
                line.clear()
            line += rest
            if len(line) > limit:
                raise TooLong
    if line:
        yield _text(line, limit)


def _text(line: bytearray, limit: int) -> str:
    if len(line) > limit:
        raise TooLong
    return line.removesuffix(b"\r").decode("utf-8-sig", "replace")  # without a byte order mark
