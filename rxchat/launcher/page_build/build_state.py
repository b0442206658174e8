"""The built page: whether it is there, whether it is of these sources, and making it so."""

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.console import say
from rxchat.launcher.page_build.builder import Builder
from rxchat.launcher.page_build.fingerprint import Fingerprint, fingerprint
from rxchat.launcher.page_build.paths import Places


class BuildState(StrEnum):
    SHIPPED = "shipped"  # came with the package
    FRESH = "fresh"
    STALE = "stale"  # built from other sources
    ABSENT = "absent"


class Frontend:
    """The page of one clone or one installation. The stamp beside it, written last, says which sources it was built from."""

    def __init__(self, places: Places, build: Callable[[], None] | None = None) -> None:
        self._places = places
        self._build = build or Builder(home=places.home, log=places.home / ".reflex" / "build.log").run
        self._stamp = places.web / "rxchat.stamp"

    def state(self) -> BuildState:
        if self._places.is_shipped:
            return BuildState.SHIPPED
        if not (self._places.web / "build" / "client").is_dir() or not self._stamp.is_file():
            return BuildState.ABSENT
        is_same = self._stamp.read_text().strip() == str(fingerprint(self._places.home))
        return BuildState.FRESH if is_same else BuildState.STALE

    def ensure(self) -> Path:
        """The folder of a page that is up to date, built now if need be. Two programs that start at once build once.

        Raises StartupFailed when it cannot be built.
        """
        if self._is_ready():
            return self._places.web
        try:
            with self._alone():
                if not self._is_ready():
                    self._renew()
        except OSError as exc:
            raise StartupFailed(
                f"The page could not be built: {exc.strerror or exc}.", hint=f"Is {self._places.home} writable?"
            ) from exc
        return self._places.web

    def _is_ready(self) -> bool:
        return self.state() in (BuildState.SHIPPED, BuildState.FRESH)

    def _renew(self) -> None:
        self._stamp.unlink(missing_ok=True)
        shutil.rmtree(self._places.web / "public", ignore_errors=True)  # Reflex adds files to it and removes none
        before = fingerprint(self._places.home)
        self._build()
        # Sources changed meanwhile leave a stale page, a lock that the build completed does not.
        after = Fingerprint(code=before.code, lock=fingerprint(self._places.home).lock)
        unfinished = self._stamp.with_suffix(".new")
        unfinished.write_text(f"{after}\n")
        unfinished.replace(self._stamp)

    @contextmanager
    def _alone(self) -> Generator[None]:
        lock = FileLock(self._places.home / ".build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("rxchat: another rxchat is building the page; waiting for it")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
