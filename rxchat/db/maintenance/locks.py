"""One rxchat per database: two would each take the other's answers for orphans. And one at a time that alters it."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from filelock import BaseFileLock, FileLock, Timeout

from rxchat.db.files import make_directory
from rxchat.domain.errors import StartupFailed

SILENT_SECONDS: Final = 1.0
"""Who waits longer says so."""


@contextmanager
def alone(path: Path, on_step: Callable[[str], None]) -> Generator[None]:
    """While somebody upgrades or replaces the database, nobody else does, or begins to serve it: they wait here for their turn.

    May be nested. Raises StartupFailed.
    """
    make_directory(path.parent)
    file = path.absolute().with_name(path.name + ".upgrade")
    lock = FileLock(file, mode=0o600, is_singleton=True)
    try:
        _take_turn(lock, lambda: on_step(f"Waiting for another rxchat{_holder(file)} that upgrades or replaces the database"))
    except OSError as exc:
        raise _cannot_lock(file, exc) from exc
    try:
        _leave_number(file)
        yield
    finally:
        lock.release()


@contextmanager
def changing(path: Path, on_step: Callable[[str], None]) -> Generator[None]:
    """Alone, and nobody serves the database. Raises StartupFailed where somebody does."""
    with alone(path, on_step), ServingLock(path):
        yield


class ServingLock:
    """Held while a process serves a database. The operating system takes it back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._database = path
        self._file = path.with_name(path.name + ".serving")
        self._lock = FileLock(self._file, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Raises StartupFailed when another process holds it."""
        make_directory(self._database.parent)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise StartupFailed(
                f"The database {self._database} is already being served by another rxchat{_holder(self._file)}.",
                hint="Use that one, or end it first.",
            ) from None
        except OSError as exc:
            raise _cannot_lock(self._file, exc) from exc
        _leave_number(self._file)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def is_held(self) -> bool:
        """Whether some process serves the database at this moment."""
        if not self._file.exists():
            return False
        try:
            with self._lock.acquire(blocking=False):
                return False
        except Timeout:
            return True
        except OSError:  # a file system that can only be read: whoever served from it could not write either
            return False

    def release(self) -> None:
        self._lock.release()


def _take_turn(lock: BaseFileLock, say_so: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=SILENT_SECONDS)
    except Timeout:
        say_so()
        lock.acquire()


def _leave_number(file: Path) -> None:
    with suppress(OSError):  # where a lock bars even its holder from writing, the number is left out
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
