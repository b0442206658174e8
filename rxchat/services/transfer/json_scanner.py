"""JSON scanner: splits JSON of any size into its values, whose length and depth are known before they are parsed."""

import re
from collections.abc import Callable
from typing import Final, Protocol

from rxchat.domain.errors import InvalidRequest
from rxchat.services.cancellation import go_on

AT_ONCE: Final = 2**18
DEEPEST: Final = 64
LARGEST_TEXT: Final = 64 * 2**20
LARGEST_ITEM: Final = 96 * 2**20
MOST_VALUES: Final = 1_000_000
LONGEST_NUMBER: Final = 1000
"""Limits of a value: nesting, bytes of a string, bytes in all, number of values, characters of a number."""
MOST_PASSED_OVER: Final = 10
"""A larger value is skipped, up to so many times its limits."""

_BOM: Final = b"\xef\xbb\xbf"
_BLANKS: Final = re.compile(rb"[ \t\r\n]*+")
_IN_TEXT: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BETWEEN: Final = re.compile(rb'[^"\[\]{}]*+(?:"(?:[^"\\]++|\\.)*+"[^"\[\]{}]*+)*+', re.DOTALL)
_WORD: Final = re.compile(rb"[^\s,:\[\]{}\"]*+")
_LONG_NUMBER: Final = re.compile(rb"[^\s,:\[\]{}\"]{%d}" % (LONGEST_NUMBER + 1))
_CLOSES: Final = frozenset(b"]}")
_QUOTE: Final = ord('"')


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; empty at the end."""
        ...


class Malformed(ValueError):
    """The bytes aren't JSON."""


class JsonText:
    """Raises Malformed, and InvalidRequest for what no export contains."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._buffer = file.read(AT_ONCE).removeprefix(_BOM)
        self._before = 0  # bytes before the buffer
        self._at = 0
        self._kept: _Kept | None = None
        self._from = 0  # where in the buffer begins what is to be kept
        self._passed_over = 0

    def next(self) -> bytes:
        """Peek at the next byte that isn't whitespace; empty at the end."""
        while True:
            self._skip(_BLANKS.match)
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def skip(self, expected: bytes) -> bool:
        """Whether the next byte is one of these; if so, consume it."""
        byte = self.next()
        is_expected = byte != b"" and byte in expected
        self._at += is_expected
        return is_expected

    def value(self, depth: int) -> bytes | None:
        """One complete value at this depth; None if it exceeds the limits."""
        first = self.next()
        kept = self._kept = _Kept()
        self._from = self._at
        if first and first in b"[{":
            self._container(depth, kept)
        elif first == b'"':
            self._at += 1
            self._text()
        else:
            self._word()
        kept.add(self._buffer[self._from : self._at])
        self._kept = None
        self._passed_over += kept.dropped
        if self._passed_over > MOST_PASSED_OVER * LARGEST_ITEM:
            raise too_large()
        whole = kept.whole()
        return None if whole is None or is_too_much(whole) else whole

    def _container(self, depth: int, kept: "_Kept") -> None:
        opened = 0
        level = depth
        while True:
            self._skip(_BETWEEN.match)
            if self._at >= len(self._buffer):
                if not self._more():
                    raise Malformed
                continue
            byte = self._buffer[self._at]
            self._at += 1
            if byte in _CLOSES:
                level -= 1
                if level == depth:
                    return
            elif byte == _QUOTE:
                self._text()
            else:
                level += 1
                opened += 1
                if level > DEEPEST:
                    raise InvalidRequest("This doesn't look like a chat export.", hint="Choose another file.")
                if opened > MOST_VALUES:
                    kept.drop()
                    if opened > MOST_PASSED_OVER * MOST_VALUES:
                        raise too_large()

    def _text(self) -> None:
        """Consume the rest of a string with its closing quote."""
        start = self._before + self._at
        while True:
            self._skip(_IN_TEXT.match)
            if self._before + self._at - start > LARGEST_TEXT:
                raise InvalidRequest("A text in the file is longer than any message.", hint="Export the conversations again.")
            if self._at < len(self._buffer) and self._buffer[self._at] == _QUOTE:
                self._at += 1
                return
            if not self._more():  # an escape may be split
                raise Malformed

    def _word(self) -> None:
        """Consume a number, or a literal such as `null`."""
        start = self._before + self._at
        while True:
            self._skip(_WORD.match)
            if self._before + self._at - start > LONGEST_NUMBER:
                raise Malformed
            if self._at < len(self._buffer) or not self._more():
                break
        if self._before + self._at == start:
            raise Malformed

    def _skip(self, match_at: Callable[[bytes, int], re.Match[bytes] | None]) -> None:
        match = match_at(self._buffer, self._at)
        self._at = match.end() if match else self._at

    def _more(self) -> bool:
        """Read on. Consumed bytes are kept if they belong to a value, else dropped."""
        go_on()
        if self._kept is not None:
            self._kept.add(self._buffer[self._from : self._at])
            self._from = 0
        piece = self._file.read(AT_ONCE)
        self._before += self._at
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return piece != b""


class _Kept:
    """The pieces of a value, dropped once they exceed the limit."""

    def __init__(self) -> None:
        self.dropped = 0
        self._size = 0
        self._pieces: list[bytes] | None = []

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._pieces is None:
            self.dropped += len(piece)
            return
        self._pieces.append(piece)
        if self._size > LARGEST_ITEM:
            self.drop()

    def drop(self) -> None:
        self._pieces = None

    def whole(self) -> bytes | None:
        return None if self._pieces is None else b"".join(self._pieces)


def too_large() -> InvalidRequest:
    return InvalidRequest("A conversation in the file is larger than any export's.", hint="Choose another file.")


def is_too_much(value: bytes) -> bool:
    """Whether it contains too many values. Raises Malformed for an overlong number."""
    bare = _TEXT.sub(b'"', value)
    if _LONG_NUMBER.search(bare):
        raise Malformed
    return bare.count(b",") + bare.count(b"[") + bare.count(b"{") > MOST_VALUES
