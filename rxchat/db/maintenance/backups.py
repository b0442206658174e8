"""Backups: checked copies of the database, made before it is changed and on request."""

import os
import re
import shutil
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rxchat.db.files import PRIVATE_FILE, Damaged, explain, is_full, make_directory, reading
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

KEPT: Final = 5
PART: Final = ".part"
"""At the end of the name of a copy that isn't checked yet."""
_PAGES_AT_ONCE: Final = 2_000


def backups_directory(path: Path) -> Path:
    return path.parent / "backups"


def list_backups(path: Path) -> list[Path]:
    """The backups of a database, oldest first."""
    pattern = re.compile(rf"{re.escape(path.stem)}-\d{{8}}T\d{{12}}-\w+\.db")
    return sorted(found for found in _entries(backups_directory(path)) if pattern.fullmatch(found.name))


def backup_name(path: Path, what: str) -> Path:
    """A path in the backups folder that sorts by creation time; `what` is the revision or the reason."""
    return backups_directory(path) / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{what}.db"


def back_up(path: Path, revision: str | None, progress: Progress, *, spared: Path | None = None) -> Path:
    """Copy a database that may be in use, check the copy, keep the newest five and `spared`. Raises StartupFailed."""
    copy = backup_name(path, revision or "unversioned")
    make_directory(copy.parent)
    copy_database(path, copy, progress)
    try:
        for old in list_backups(path)[:-KEPT]:
            if spared is None or not old.samefile(spared):
                old.unlink(missing_ok=True)
    except OSError as exc:
        raise StartupFailed(
            f"Couldn't remove old backups: {exc.strerror or exc}.",
            hint=f"Nothing was changed. Check the permissions of {copy.parent}.",
        ) from exc
    return copy


def copy_database(path: Path, copy: Path, progress: Progress, *, may_write: bool = True) -> None:
    """Copy the database as it is now to `copy`, checked, or not at all. `path` stays unchanged.

    Without `may_write` even SQLite's files beside it stay untouched. Raises StartupFailed.
    """
    part = copy.with_name(copy.name + PART)
    try:
        part.unlink(missing_ok=True)  # leftover of a process that was killed
        part.touch(mode=PRIVATE_FILE, exist_ok=False)
        with reading(path, may_write=may_write) as source, closing(sqlite3.connect(part)) as target, _blaming(copy, path):
            _require_space(source, part.parent)
            # One transaction: without it, the backup would restart at each write by another connection.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()

            def tick(_status: int, _remaining: int, _total: int) -> None:
                progress.tick()

            source.backup(target, pages=_PAGES_AT_ONCE, progress=tick)
            target.execute("PRAGMA journal_mode=DELETE")  # stays a single file, also after somebody opens it
            with progress.watching(target):
                _check(target, path)
        part.rename(copy)
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc
    except OSError as exc:
        raise StartupFailed(
            f"Couldn't back up {path}: {exc.strerror or exc}.",
            hint=f"Nothing was changed. Check the space and permissions of {copy.parent}.",
        ) from exc
    finally:
        _remove_part(part)


def sync_directory(directory: Path) -> None:
    """Flush a directory's entries, so that a rename survives a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _blaming(copy: Path, path: Path) -> Generator[None]:
    """A full disk is the copy's problem: reading needs no space."""
    try:
        yield
    except sqlite3.Error as exc:
        if not is_full(exc):
            raise
        raise StartupFailed(
            f"Couldn't back up {path}: the disk is full.",
            hint=f"Nothing was changed. Free some space for {copy.parent} and try again.",
        ) from exc


def _require_space(source: sqlite3.Connection, directory: Path) -> None:
    """Find out before copying whether the disk is large enough."""
    (pages,), (size,) = (source.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    free = shutil.disk_usage(directory).free
    if pages * size > free:
        raise StartupFailed(
            f"The backup needs {_megabytes(pages * size)} MB, and {directory} has {_megabytes(free)} MB left.",
            hint="Nothing was changed. Free some space and try again.",
        )


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f}" if size > 10 * 2**20 else f"{size / 2**20:.1f}"


def _check(copy: sqlite3.Connection, path: Path) -> None:
    """A copy of a damaged file is damaged too."""
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise Damaged(
            f"The database {path} is corrupted: {' '.join(str(found[0]).split())}.",
            hint="Nothing was changed. Restore a backup, or recover the file with `sqlite3 FILE .recover`.",
        )


def _remove_part(part: Path) -> None:
    for leftover in (part, part.with_name(part.name + "-journal")):
        with suppress(OSError):  # the original error is the one to report
            leftover.unlink(missing_ok=True)


def _entries(directory: Path) -> Iterator[Path]:
    return directory.iterdir() if directory.is_dir() else iter(())
