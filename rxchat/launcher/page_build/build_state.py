"""Build state: whether the page is built and up to date, and building it where it is not."""

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.console import say
from rxchat.launcher.page_build.builder import Builder
from rxchat.launcher.page_build.bytecode import compile_sources
from rxchat.launcher.page_build.fingerprint import Fingerprint, fingerprint
from rxchat.launcher.page_build.paths import PagePaths


class BuildState(StrEnum):
    SHIPPED = "shipped"  # came with the package
    FRESH = "fresh"
    STALE = "stale"  # built from other sources
    ABSENT = "absent"


class PageBuild:
    """The page of one clone or one installation. A stamp beside it, written last, holds the fingerprint of its sources."""

    def __init__(self, paths: PagePaths, build: Callable[[], None] | None = None) -> None:
        self._paths = paths
        self._build = build or Builder(home=paths.home, log=paths.home / ".reflex" / "build.log").run
        self._stamp = paths.web / "rxchat.stamp"

    def state(self) -> BuildState:
        if self._paths.is_shipped:
            return BuildState.SHIPPED
        if not (self._paths.web / "build" / "client").is_dir() or not self._stamp.is_file():
            return BuildState.ABSENT
        is_same = self._stamp.read_text().strip() == str(fingerprint(self._paths.home))
        return BuildState.FRESH if is_same else BuildState.STALE

    def ensure(self) -> Path:
        """The folder of a page that is up to date, built now if need be. Two programs that start together build once.

        Raises StartupFailed when it cannot be built.
        """
        if self._is_ready():
            return self._paths.web
        try:
            with self._locked():
                if not self._is_ready():
                    self._rebuild()
        except OSError as exc:
            raise StartupFailed(
                f"Building the web app failed: {exc.strerror or exc}.", hint=f"Check that {self._paths.home} is writable."
            ) from exc
        return self._paths.web

    def _is_ready(self) -> bool:
        return self.state() in (BuildState.SHIPPED, BuildState.FRESH)

    def _rebuild(self) -> None:
        self._stamp.unlink(missing_ok=True)
        shutil.rmtree(self._paths.web / "public", ignore_errors=True)  # Reflex adds files to it and removes none
        before = fingerprint(self._paths.home)
        self._build()
        compile_sources(self._paths.home)
        # Sources changed meanwhile leave a stale page, a lock that the build completed does not.
        after = Fingerprint(code=before.code, lock=fingerprint(self._paths.home).lock)
        unfinished = self._stamp.with_suffix(".new")
        unfinished.write_text(f"{after}\n")
        unfinished.replace(self._stamp)

    @contextmanager
    def _locked(self) -> Generator[None]:
        lock = FileLock(self._paths.home / ".build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another rxchat is building the web app. Waiting…")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
