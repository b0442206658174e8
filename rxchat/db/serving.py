"""One rxchat per database: two would each take the other's answers for orphans."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from rxchat.db.files import make_directory
from rxchat.domain.errors import StartupFailed


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
                f"The database {self._database} is already being served by another rxchat{self._holder()}.",
                hint="Use that one, or end it first.",
            ) from None
        except OSError as exc:
            raise StartupFailed(
                f"The file {self._file} can't be locked: {exc.strerror or exc}.", hint="Check the permissions of its folder."
            ) from exc
        with suppress(OSError):  # where a lock bars even its holder from writing, the number is left out
            self._file.write_text(str(os.getpid()))

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

    def _holder(self) -> str:
        try:
            pid = self._file.read_text().strip()
        except OSError:
            return ""
        return f" (pid {pid})" if pid.isdecimal() else ""
