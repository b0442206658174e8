"""Import files: JSON, or a zip archive with JSON."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer.formats.import_formats import programs
from rxchat.services.transfer.json_stream import Readable, json_items

LARGEST_UNPACKED: Final = 4 * 2**30
MOST_TIMES: Final = 100
SUSPICIOUS_FROM: Final = 64 * 2**20
LARGEST_CONTENTS: Final = 32 * 2**20
"""Limits of a zip archive: unpacked bytes, compression ratio once it is large, bytes of its table of contents."""

_CONVERSATIONS: Final = re.compile(r"(?:.*/)?conversations(?:[-_ ]{0,2}\(?\d{1,6}\)?)?\.json", re.IGNORECASE)
_START: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_ENCRYPTED: Final = 0x1

Tell = Callable[[int], object]
# An archive's tables may contain anything: zipfile has raised each of these for a crafted one.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)
_READ: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The standard library unpacks other methods into memory without a bound, and no export uses them."""


class ImportFile:
    """Reads the conversations of a file; `share` is the part that has been read, from 0 to 1."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._total = max(1, path.stat().st_size)
        self._read = 0

    @property
    def share(self) -> float:
        return min(1.0, self._read / self._total)

    def items(self) -> Generator[Any]:
        """The values of `json_items` for each part of the file. Raises InvalidRequest."""
        with self._path.open("rb") as file:
            if not _is_archive(file):
                file.seek(0)
                yield from json_items(_Counted(file, self._note))
                return
            _refuse_large_contents(file)
            with _explained(), zipfile.ZipFile(file) as archive:
                yield from self._of_archive(archive)

    def _of_archive(self, archive: zipfile.ZipFile) -> Generator[Any]:
        parts = [
            info for info in archive.infolist() if _CONVERSATIONS.fullmatch(info.filename) and "__MACOSX" not in info.filename
        ]
        if not parts and any(info.filename.lower().endswith(".zip") for info in archive.infolist()):
            raise InvalidRequest("This archive contains another archive.", hint="Unzip it and import the archive inside.")
        if not parts:
            raise InvalidRequest(
                "This archive has no conversations.json.",
                hint=f"Choose the original file from {programs(only_sent=True)}.",
            )
        if any(info.flag_bits & _ENCRYPTED for info in parts):
            raise InvalidRequest("This archive is password-protected.", hint="Unzip it and import conversations.json.")
        if any(info.compress_type not in _READ for info in parts):
            raise InvalidRequest("This archive uses an unsupported compression.", hint="Unzip it and import conversations.json.")
        packed, self._total = self._total, max(1, sum(info.file_size for info in parts))

        def note(read: int) -> None:
            self._note(read)
            if self._read > LARGEST_UNPACKED or self._read > max(SUSPICIOUS_FROM, MOST_TIMES * packed):
                raise InvalidRequest("This archive is too large to be a chat export.", hint="Choose the original export file.")

        for info in sorted(parts, key=lambda info: info.filename):
            with archive.open(info) as part:
                yield from json_items(_Counted(part, note))

    def _note(self, read: int) -> None:
        self._read += read


class _Counted:
    """A file that reports how much of it has been read."""

    def __init__(self, file: Readable, tell: Tell) -> None:
        self._file = file
        self._tell = tell

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(size)
        self._tell(len(piece))
        return piece


def _is_archive(file: BinaryIO) -> bool:
    """By its first bytes: what zipfile looks for at the end may occur in text too."""
    start = file.read(len(_START))
    return start == _START or (start[:2] == b"PK" and zipfile.is_zipfile(file))


@contextmanager
def _explained() -> Generator[None]:
    try:
        yield
    except _BROKEN as exc:
        raise InvalidRequest("This archive is damaged.", hint="Download it again, or import conversations.json.") from exc


def _refuse_large_contents(file: BinaryIO) -> None:
    """Check the size of the table of contents, which is at the end of the file, before zipfile reads all of it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read()
    at = tail.rfind(_END, 0, len(tail) - _END_SIZE + len(_END))
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > LARGEST_CONTENTS:
        raise InvalidRequest("This archive has too many files.", hint="Unzip it and import conversations.json.")
    file.seek(0)
