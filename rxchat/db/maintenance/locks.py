"""Locks: one rxchat serves a database, and one at a time upgrades or replaces it.

Two servers would each take the other's streaming answers for orphans.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from filelock import BaseFileLock, FileLock, Timeout

from rxchat.db.files import make_directory
from rxchat.domain.errors import StartupFailed

SILENT_SECONDS: Final = 1.0
"""A longer wait is announced."""


@contextmanager
def alone(path: Path, on_step: Callable[[str], None]) -> Generator[None]:
    """Hold the upgrade lock: other processes that want to serve, upgrade or replace the database wait.

    Reentrant. Raises StartupFailed.
    """
    make_directory(path.parent)
    file = path.absolute().with_name(path.name + ".upgrade")
    lock = FileLock(file, mode=0o600, is_singleton=True)
    try:
        _take_turn(lock, lambda: on_step(f"Waiting for another rxchat{_holder(file)} that upgrades or replaces the database"))
    except OSError as exc:
        raise _cannot_lock(file, exc) from exc
    try:
        _write_pid(file)
        yield
    finally:
        lock.release()


@contextmanager
def changing(path: Path, on_step: Callable[[str], None]) -> Generator[None]:
    """Hold both locks. Raises StartupFailed if the database is being served."""
    with alone(path, on_step), ServingLock(path):
        yield


class ServingLock:
    """Held by the process that serves a database; the operating system releases it when the process ends."""

    def __init__(self, path: Path) -> None:
        self._database = path
        self._file = path.with_name(path.name + ".serving")
        self._lock = FileLock(self._file, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Raises StartupFailed if another process holds it."""
        make_directory(self._database.parent)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise StartupFailed(
                f"The database {self._database} is in use by another rxchat{_holder(self._file)}.",
                hint="Use that one, or stop it first.",
            ) from None
        except OSError as exc:
            raise _cannot_lock(self._file, exc) from exc
        _write_pid(self._file)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def is_held(self) -> bool:
        """Whether a process is serving the database."""
        if not self._file.exists():
            return False
        try:
            with self._lock.acquire(blocking=False):
                return False
        except Timeout:
            return True
        except OSError:  # a read-only file system, from which nothing is served
            return False

    def release(self) -> None:
        self._lock.release()


def _take_turn(lock: BaseFileLock, announce: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=SILENT_SECONDS)
    except Timeout:
        announce()
        lock.acquire()


def _write_pid(file: Path) -> None:
    with suppress(OSError):  # on some systems a locked file can't be written, even by the holder
        file.write_text(str(os.getpid()))


def _holder(file: Path) -> str:
    try:
        pid = file.read_text().strip()
    except OSError:
        return ""
    return f" (pid {pid})" if pid.isdecimal() else ""


def _cannot_lock(file: Path, error: OSError) -> StartupFailed:
    return StartupFailed(
        f"The file {file} can't be locked: {error.strerror or error}.", hint="Check the permissions of its folder."
    )
