"""SQLite errors: failed reads and writes as NotRead and NotSaved, in words for the user."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from rxchat.db.files import error_code, unwritable_part
from rxchat.domain.errors import NotRead, NotSaved

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_AGAIN: Final = "Then try again."
_RESTORE: Final = "Stop rxchat and restore a backup: `rxchat db restore FILE`."

_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: ("Another program holds the database", f"Close that program, or wait until it's done. {_AGAIN}"),
    sqlite3.SQLITE_LOCKED: ("Another program holds the database", f"Close that program, or wait until it's done. {_AGAIN}"),
    sqlite3.SQLITE_FULL: ("The disk is full", f"Free some space. {_AGAIN}"),
    sqlite3.SQLITE_IOERR: ("The disk can't be read or written", f"Check the disk, and whether it's full. {_AGAIN}"),
    sqlite3.SQLITE_CORRUPT: ("The database is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: ("The database is damaged", _RESTORE),
}
_FORBIDDEN: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})


def is_busy(error: Exception) -> bool:
    return _code(error) in _BUSY


def is_damage(error: Exception) -> bool:
    return _code(error) in _DAMAGED


def not_saved(error: Exception, path: Path) -> NotSaved | None:
    """The error for a write that failed for reasons of disk, file or locks; None for a faulty statement."""
    if _code(error) in _FORBIDDEN:
        cause = f"The database can't be written: {(unwritable_part(path) or path).name}."
        hint = f"Check the owner and permissions of that file and its folder. {_AGAIN}"
        return NotSaved(f"{cause} This wasn't saved.", hint=hint, cause=cause)
    found = _CAUSES.get(_code(error))
    return found and NotSaved(f"{found[0]}, so this wasn't saved.", hint=found[1], cause=f"{found[0]}.")


def not_read(error: Exception, path: Path) -> NotRead | None:
    """The same for a read."""
    if _code(error) in _FORBIDDEN:
        return NotRead(f"The database can't be opened: {path.name}.", hint=f"Check that file and its folder. {_AGAIN}")
    found = _CAUSES.get(_code(error))
    return found and NotRead(f"{found[0]}, so this couldn't be read.", hint=found[1])


def _code(error: Exception) -> int:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return error_code(cause) if isinstance(cause, sqlite3.Error) else -1
