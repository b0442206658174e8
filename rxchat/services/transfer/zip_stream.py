"""A zip archive of texts, written while it is made: nothing but its table of contents is kept."""

import re
import zipfile
from datetime import UTC, datetime
from typing import Final

EARLIEST: Final = datetime(1980, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2107, 12, 31, tzinfo=UTC)
"""The dates that a zip archive can hold."""
LONGEST_TITLE: Final = 80
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


class _Pipe:
    """What zipfile writes to: it cannot be gone back in, and is emptied by `take`."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back: zipfile asks all the same."""
        return

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class ZipStream:
    """Each call gives the bytes that come next in the archive."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)  # pyright: ignore[reportCallIssue, reportArgumentType]

    def add(self, name: str, text: str, at: datetime) -> bytes:
        """One more file, dated `at`."""
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
    """A name that every file system takes, that sorts by date and that no other conversation has."""
    told = _UNFIT.sub(" ", title).strip(" .")[:LONGEST_TITLE].strip(" .") or "Untitled"
    return f"{at.astimezone(UTC):%Y-%m-%d} {told} ({number}).md"
