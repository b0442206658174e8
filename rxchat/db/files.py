"""Database files: permissions, presence, and SQLite's errors in words. Needs only Python's own sqlite3."""

import os
import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from rxchat.domain.errors import StartupFailed

PRIVATE_DIRECTORY: Final = 0o700
PRIVATE_FILE: Final = 0o600

QUICK_CHECK: Final = "PRAGMA quick_check({})"
"""Reads the whole file and reports at most that many problems, or `ok`."""

_PROBLEMS: Final = {
    sqlite3.SQLITE_NOTADB: ("isn't a SQLite database.", "Point RXCHAT_DATABASE_URL at another file, or move this one away."),
    sqlite3.SQLITE_CORRUPT: (
        "is corrupted.",
        "Restore a backup, or move the file away to start fresh.",
    ),
    sqlite3.SQLITE_READONLY: ("can't be written.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_CANTOPEN: ("can't be opened.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_BUSY: ("is in use by another program.", "Close that program and start again."),
    sqlite3.SQLITE_FULL: ("can't be written: the disk is full.", "Free some space and start again."),
    sqlite3.SQLITE_IOERR: ("can't be read or written: its disk reports an error.", "Check the disk and the space on it."),
}


class Damaged(StartupFailed):
    """The file itself is damaged: opening it differently wouldn't help."""


class NoDatabase(Damaged):
    """The file doesn't start like a SQLite database and may be something else."""


_KINDS: Final[dict[int, type[StartupFailed]]] = {sqlite3.SQLITE_NOTADB: NoDatabase, sqlite3.SQLITE_CORRUPT: Damaged}
_OWN: Final = "Give it to the account that runs rxchat, with `chown` or `chmod`, or see why its disk is read-only."
_HAS_EFFECTIVE: Final = os.access in os.supports_effective_ids
# SQLite's messages for a view or trigger that refers to something missing, and for a name that is taken.
_IN_THE_WAY: Final = re.compile(r"error in (view|trigger|index) |(view|table|index|trigger) \S+ already exists")


def explain(error: sqlite3.Error, path: Path) -> StartupFailed:
    """SQLite's error about a file as a StartupFailed with a hint."""
    if error_code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and (part := unwritable_part(path)):
        return unwritable(part)
    problem, hint = _PROBLEMS.get(error_code(error), (f"can't be used: {error}.", "Check the file and its disk."))
    return _KINDS.get(error_code(error), StartupFailed)(f"The database {path} {problem}", hint=hint)


def next_step(error: BaseException | None) -> str:
    """The hint after a failed change of the database; `error` is SQLite's or another."""
    if not isinstance(error, sqlite3.Error):
        return "Look at the file with `rxchat db check`."
    if found := _IN_THE_WAY.match(str(error)):
        return f"Repair or drop that {found[1] or found[2]} with `sqlite3 FILE`, and try again."
    if error_code(error) == sqlite3.SQLITE_BUSY:
        return "Close the other program that uses it, and try again."
    return _PROBLEMS.get(error_code(error), ("", "Look at the file with `rxchat db check`."))[1]


def is_full(error: sqlite3.Error) -> bool:
    return error_code(error) == sqlite3.SQLITE_FULL


def error_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; -1 for an error of Python's module, which has none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


def beside(path: Path) -> list[Path]:
    """The files that SQLite keeps next to a database: log, shared memory, journal."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]


def unwritable_part(path: Path) -> Path | None:
    """The first of the database's files that can't be written; its folder if SQLite can't create files there; else None."""
    for file in (path, *beside(path)):
        if file.exists() and _refusal(file) is not None:
            return file
    return None if os.access(path.parent, os.W_OK, effective_ids=_HAS_EFFECTIVE) else path.parent


def unwritable(part: Path) -> StartupFailed:
    """The error for a file or folder that can't be written: its owner, and what to do."""
    refusal = _refusal(part) if part.is_file() else None
    reason = f": {refusal.strerror}" if refusal is not None else ""
    return StartupFailed(f"{part} can't be written{reason}.", hint=f"It belongs to {_owner(part)}. {_OWN}")


def require_own_journals(path: Path) -> None:
    """Raise StartupFailed if SQLite's side files can't be written, as after a start with `sudo`."""
    part = unwritable_part(path)
    if part is not None:
        raise unwritable(part)


def require_free(path: Path) -> None:
    """Raise StartupFailed if another program locks the database for more than a second."""
    with reading(path) as connection:
        connection.execute("PRAGMA query_only=OFF")
        connection.execute("PRAGMA busy_timeout=1000")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _owner(file: Path) -> str:
    try:
        return file.owner()
    except (KeyError, OSError):  # an account that was removed, or a file that is gone
        return "an unknown account"


def _refusal(file: Path) -> OSError | None:
    """Open the file instead of asking: on a read-only file system, root passes a check of permissions."""
    try:
        os.close(os.open(file, os.O_RDWR))
    except OSError as exc:
        return exc
    return None


def make_directory(directory: Path, *, hint: str = "Choose another with RXCHAT_DATA_DIR.") -> None:
    """Create a directory that only its owner can enter. An existing one keeps its mode: it may be shared on purpose."""
    if directory.is_dir():
        return
    try:
        directory.mkdir(parents=True, mode=PRIVATE_DIRECTORY, exist_ok=True)
    except OSError as exc:
        raise StartupFailed(f"The directory {directory} can't be made: {exc.strerror or exc}.", hint=hint) from exc


def make_private_file(path: Path) -> None:
    """Ensure that `path` is a file only its owner can read and write; an empty file is an empty database."""
    make_directory(path.parent)
    _refuse_directory(path)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    except OSError as exc:
        raise StartupFailed(
            f"The database {path} can't be written: {exc.strerror or exc}.",
            hint="Check its permissions and those of its folder.",
        ) from exc
    if not os.access(path.parent, os.W_OK):
        raise StartupFailed(
            f"The folder {path.parent} of the database can't be written.",
            hint="Check its permissions: SQLite keeps its journal there.",
        )
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # another account's file: its mode is up to that account
            path.chmod(PRIVATE_FILE)


@contextmanager
def reading(path: Path, *, may_write: bool = True) -> Generator[sqlite3.Connection]:
    """A plain read-only connection. SQLite's errors are raised as StartupFailed.

    With `may_write` SQLite may recover a log that a killed program left.
    """
    _refuse_directory(path)
    try:
        mode = "rw" if may_write else "ro"
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA busy_timeout=5000")
            connection.execute("PRAGMA query_only=ON")
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as exc:
        raise explain(exc, path) from exc


def _refuse_directory(path: Path) -> None:
    if path.is_dir():
        raise StartupFailed(f"The database {path} is a directory.", hint="Name a file in RXCHAT_DATABASE_URL.")
