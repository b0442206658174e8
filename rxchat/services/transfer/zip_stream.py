"""Zip stream: a zip archive of texts, written while it is sent; only its table of contents stays in memory."""

import re
import zipfile
from datetime import UTC, datetime
from typing import Final

EARLIEST: Final = datetime(1980, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2107, 12, 31, tzinfo=UTC)
"""The range of dates in a zip archive."""
LONGEST_TITLE: Final = 80
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


class _Pipe:
    """A write-only, unseekable file for zipfile, emptied by `take`."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is buffered, but zipfile calls it."""
        return

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class ZipStream:
    """Each call returns the next bytes of the archive."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)  # pyright: ignore[reportCallIssue, reportArgumentType]

    def add(self, name: str, text: str, at: datetime) -> bytes:
        """Add a file, dated `at`."""
        dated = min(max(at.astimezone(UTC), EARLIEST), LATEST)
        info = zipfile.ZipInfo(name, (dated.year, dated.month, dated.day, dated.hour, dated.minute, dated.second))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, text.encode("utf-8", "replace"))
        return self._pipe.take()

    def end(self) -> bytes:
        self._zip.close()
        return self._pipe.take()


def file_name(title: str, at: datetime, number: int) -> str:
    """A portable, unique file name that sorts by date."""
    name = _UNFIT.sub(" ", title).strip(" .")[:LONGEST_TITLE].strip(" .") or "Untitled"
    return f"{at.astimezone(UTC):%Y-%m-%d} {name} ({number}).md"
