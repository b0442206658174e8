"""Restore: put a copy in the database's place; the replaced database is kept as a backup."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import Damaged, explain, make_directory
from rxchat.db.maintenance.backups import back_up, backup_name, copy_database, sync_directory
from rxchat.db.maintenance.inspection import inspect_database
from rxchat.db.maintenance.migrations import current_revision, require_sqlite, supported_revision
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

_BESIDE: Final = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`before` are the replaced database's rows by table, empty if unreadable; `kept` is its backup."""

    revision: str | None
    before: dict[str, int]
    after: dict[str, int]
    kept: Path | None


def restore(path: Path, copy: Path, *, on_step: Callable[[str], None]) -> Restored:
    """Replace the database with what is in `copy`; `copy` stays. The caller holds the lock (`locks.changing`). Raises
    StartupFailed.
    """
    require_sqlite()
    require_file(copy)
    if path.exists() and copy.samefile(path):
        raise StartupFailed(f"{copy} is the database itself.", hint="Choose a backup. `rxchat db status` lists them.")
    revision = supported_revision(copy, may_write=False)
    progress = Progress(on_step)
    make_directory(path.parent)
    part = path.with_name(f".{path.name}.restoring")
    try:
        progress.begin(f"Reading {copy}")
        copy_database(copy, part, progress, may_write=False)
        after = inspect_database(part, progress).rows
        before = _readable_rows(path, progress)
        kept = replace(path, part, progress, spared=copy)
    finally:
        part.unlink(missing_ok=True)
    return Restored(revision=revision, before=before, after=after, kept=kept)


def replace(path: Path, part: Path, progress: Progress, *, spared: Path | None = None) -> Path | None:
    """Rename `part` to the database, atomically even in a power cut. Returns the backup of the old one.

    The backup `spared` is kept, however old.
    """
    kept = None
    if path.exists():
        try:
            progress.begin("Backing up the current database")
            kept = back_up(path, current_revision(path), progress, spared=spared)
            _checkpoint(path)
        except Damaged:
            kept = _set_aside(path)
    try:
        part.replace(path)
        sync_directory(path.parent)
    except OSError as exc:
        raise StartupFailed(
            f"Couldn't replace the database {path}: {exc.strerror or exc}.", hint=f"The previous database is at {kept or path}."
        ) from exc
    return kept


def require_file(path: Path) -> None:
    if not path.is_file():
        raise StartupFailed(f"File not found: {path}.", hint="Check its name.")


def _checkpoint(path: Path) -> None:
    """Move the write-ahead log into the file: left behind, it would be applied to the new one."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout=2000")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc


def _set_aside(path: Path) -> Path:
    """Move a damaged file and its side files: it can't be copied, but something may be recoverable."""
    target = backup_name(path, "damaged")
    make_directory(target.parent)
    for ending in _BESIDE:
        file = path.with_name(path.name + ending)
        if file.exists():
            file.rename(target.with_name(target.name + ending))
    return target


def _readable_rows(path: Path, progress: Progress) -> dict[str, int]:
    try:
        return inspect_database(path, progress).rows if path.exists() else {}
    except Damaged:
        return {}
