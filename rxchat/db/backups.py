"""Copies of the database, made before it is altered."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rxchat.db.files import PRIVATE_FILE, explain, make_directory, reading
from rxchat.domain.errors import StartupFailed

KEPT: Final = 5
_PART: Final = ".part"


def backups_directory(path: Path) -> Path:
    return path.parent / "backups"


def list_backups(path: Path) -> list[Path]:
    """The backups of a database, oldest first."""
    pattern = re.compile(rf"{re.escape(path.stem)}-\d{{8}}T\d{{12}}-\w+\.db")
    return sorted(found for found in _entries(backups_directory(path)) if pattern.fullmatch(found.name))


def back_up(path: Path, revision: str | None) -> Path:
    """Copy a database that may be in use, check the copy, and keep the newest five. Raises StartupFailed."""
    directory = backups_directory(path)
    make_directory(directory)
    copy = directory / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{revision or 'unversioned'}.db"
    part = copy.with_name(copy.name + _PART)
    try:
        part.touch(mode=PRIVATE_FILE, exist_ok=False)
        with reading(path) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        _check(part, path)
        part.rename(copy)
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc
    except OSError as exc:
        raise StartupFailed(
            f"No backup of {path} could be made: {exc.strerror or exc}.",
            hint=f"Nothing was changed. Check the space and permissions of {directory}.",
        ) from exc
    finally:
        part.unlink(missing_ok=True)
    for old in list_backups(path)[:-KEPT]:
        old.unlink(missing_ok=True)
    return copy


def _check(copy: Path, path: Path) -> None:
    """A copy of a damaged file is as damaged as the file."""
    with closing(sqlite3.connect(copy)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise StartupFailed(
            f"The database {path} is damaged: {' '.join(str(found[0]).split())}.",
            hint="Nothing was changed. Restore a copy from its backups folder, or recover it with `sqlite3 FILE .recover`.",
        )


def _entries(directory: Path) -> Iterator[Path]:
    return directory.iterdir() if directory.is_dir() else iter(())
