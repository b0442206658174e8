"""Lines: splits bytes into lines, for server-sent events and JSON lines."""

from collections.abc import Iterator
from typing import Final

_MARK: Final = "\ufeff"


class TooLong(Exception):
    """A line, an event or a head outgrew its bound: says which."""

    def __init__(self, what: str = "an event that is too long") -> None:
        super().__init__(what)


class LineReader:
    """Takes bytes as they come, and gives each line of at most `limit` bytes, empty ones too.

    A line that begins as JSON does may have `json_limit` bytes: it can be a whole answer. Lines end at LF, CR or CR LF only:
    what else ends a line elsewhere may stand in JSON.
    """

    def __init__(self, limit: int, *, json_limit: int | None = None) -> None:
        self._limit = limit
        self._json_limit = json_limit or limit
        self._unfinished = bytearray()
        self._ended_in_cr = False

    def take(self, piece: bytes) -> Iterator[str]:
        """The lines that end in this piece. Raises TooLong."""
        ended, newline, rest = self._with_lf(piece).rpartition(b"\n")
        if newline:
            self._unfinished += ended
            whole, self._unfinished = self._unfinished, bytearray()
            yield from self._lines(whole)
        self._unfinished += rest
        self._check(self._unfinished)

    def end(self) -> Iterator[str]:
        """The last line, which needs no end."""
        if self._unfinished:
            yield from self._lines(self._unfinished)

    def _with_lf(self, piece: bytes) -> bytes:
        if not self._ended_in_cr and b"\r" not in piece:
            return piece
        rest = piece[1:] if self._ended_in_cr and piece.startswith(b"\n") else piece
        self._ended_in_cr = piece.endswith(b"\r")
        return rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _lines(self, whole: bytearray) -> Iterator[str]:
        if len(whole) <= self._limit:  # and so is each line in it
            text = whole.decode("utf-8", "replace")
            lines = text.split("\n")
            yield from (line.removeprefix(_MARK) for line in lines) if _MARK in text else lines
            return
        for line in whole.split(b"\n"):
            self._check(line)
            yield line.decode("utf-8", "replace").removeprefix(_MARK)

    def _check(self, line: bytearray) -> None:
        if len(line) > self._limit and len(line) > (self._json_limit if line.startswith((b"{", b"[")) else self._limit):
            raise TooLong
