"""Backup rotation: regular copies in a folder of the person's own, of which the newest are kept."""

import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from rxchat.db.files import make_directory
from rxchat.db.maintenance.backups import PART, copy_database, sync_directory
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

_LEFT_BEHIND: Final = 24 * 3600.0
"""Seconds after which an unfinished copy is one of a process that was killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedBackup:
    copy: Path
    removed: Sequence[Path]


def back_up_to(path: Path, directory: Path, revision: str | None, progress: Progress, *, keep: int | None) -> RotatedBackup:
    """Copy a database that may be in use, check the copy, and then remove all but the newest `keep`. Raises StartupFailed."""
    place = os.fsencode(path.resolve())
    return rotate(directory, path.stem, place, revision, lambda copy: copy_database(path, copy, progress), keep=keep)


def rotate(
    directory: Path, name: str, place: bytes, revision: str | None, make: Callable[[Path], object], *, keep: int | None
) -> RotatedBackup:
    """Make a checked copy of a database with that name and place, then remove all but the newest `keep`. Raises StartupFailed.

    Other files in the folder are left alone, and so are the copies of other databases. Those are often called the same: in the
    names of the copies their place is, too.
    """
    make_directory(directory, hint="Choose another folder with --to.")
    prefix = f"{name}-{sha256(place).hexdigest()[:8]}-"
    copy = directory / f"{prefix}{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{revision or 'unversioned'}.db"
    make(copy)
    try:
        _flush(copy)
        removed = _remove_older(copy, prefix, keep)
    except OSError as exc:
        raise StartupFailed(
            f"The backup was saved as {copy}, but older ones couldn't be removed: {exc.strerror or exc}.",
            hint=f"Check the permissions of {directory}.",
        ) from exc
    return RotatedBackup(copy=copy, removed=removed)


def _remove_older(copy: Path, prefix: str, keep: int | None) -> list[Path]:
    name = re.compile(rf"{re.escape(prefix)}\d{{8}}T\d{{12}}-\w+\.db(?P<part>{re.escape(PART)})?")
    found = {file: matched for file in copy.parent.iterdir() if (matched := name.fullmatch(file.name))}
    for file, matched in found.items():
        if matched["part"]:
            _remove_left_behind(file)
    # The new copy is never among them, even if the clock was put back.
    others = sorted(file for file, matched in found.items() if not matched["part"] and file != copy)
    removed = [] if keep is None else others[: max(0, len(others) + 1 - keep)]
    for file in removed:
        file.unlink(missing_ok=True)
    return removed


def _remove_left_behind(part: Path) -> None:
    with suppress(FileNotFoundError):  # a backup that runs at the same time has finished it
        if time.time() - part.stat().st_mtime > _LEFT_BEHIND:
            part.unlink()


def _flush(copy: Path) -> None:
    """Ensure that the copy survives a power cut before an older one is removed."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    sync_directory(copy.parent)
