import threading
from pathlib import Path

import pytest

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.page_build.build_state import BuildState, PageBuild
from rxchat.launcher.page_build.paths import PagePaths


class Build:
    """Stands in for `reflex export`: leaves what it leaves, and counts."""

    def __init__(self, web: Path) -> None:
        self.web = web
        self.times = 0

    def __call__(self) -> None:
        self.times += 1
        (self.web / "build" / "client").mkdir(parents=True, exist_ok=True)


@pytest.fixture
def paths(tmp_path: Path) -> PagePaths:
    (tmp_path / "rxchat" / "pages").mkdir(parents=True)
    (tmp_path / "rxchat" / "pages" / "chat.py").write_text("one")
    return PagePaths(home=tmp_path, web=tmp_path / ".web", is_shipped=False)


def change_sources(paths: PagePaths) -> None:
    (paths.home / "rxchat" / "pages" / "chat.py").write_text("two")


def test_a_page_is_built_once_for_its_sources(paths: PagePaths) -> None:
    build = Build(paths.web)
    assert PageBuild(paths, build).state() is BuildState.ABSENT
    assert PageBuild(paths, build).ensure() == paths.web
    assert PageBuild(paths, build).state() is BuildState.FRESH
    PageBuild(paths, build).ensure()
    assert build.times == 1


def test_a_page_of_other_sources_is_built_anew(paths: PagePaths) -> None:
    build = Build(paths.web)
    PageBuild(paths, build).ensure()
    change_sources(paths)
    assert PageBuild(paths, build).state() is BuildState.STALE
    PageBuild(paths, build).ensure()
    assert PageBuild(paths, build).state() is BuildState.FRESH
    assert build.times == 2


def test_assets_of_an_earlier_build_are_gone_before_the_next(paths: PagePaths) -> None:
    build = Build(paths.web)
    PageBuild(paths, build).ensure()
    (paths.web / "public" / "js").mkdir(parents=True)
    (paths.web / "public" / "js" / "removed.js").touch()
    (paths.web / "node_modules").mkdir()
    change_sources(paths)
    PageBuild(paths, build).ensure()
    assert not (paths.web / "public").exists()
    assert (paths.web / "node_modules").is_dir()


def test_a_build_that_was_killed_is_done_again(paths: PagePaths) -> None:
    build = Build(paths.web)
    PageBuild(paths, build).ensure()
    change_sources(paths)

    def killed() -> None:
        build()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PageBuild(paths, killed).ensure()
    assert PageBuild(paths, build).state() is BuildState.ABSENT
    PageBuild(paths, build).ensure()
    assert build.times == 3


def test_sources_that_change_during_the_build_leave_it_stale(paths: PagePaths) -> None:
    build = Build(paths.web)

    def slow() -> None:
        build()
        change_sources(paths)

    PageBuild(paths, slow).ensure()
    assert PageBuild(paths, build).state() is BuildState.STALE


def test_an_npm_lock_that_the_build_completes_leaves_it_fresh(paths: PagePaths) -> None:
    build = Build(paths.web)

    def locking() -> None:
        build()
        (paths.home / "reflex.lock").mkdir()
        (paths.home / "reflex.lock" / "package-lock.json").write_text("{}")

    PageBuild(paths, locking).ensure()
    assert PageBuild(paths, build).state() is BuildState.FRESH


def test_two_that_start_at_once_build_once(paths: PagePaths) -> None:
    build = Build(paths.web)
    has_begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        has_begun.set()
        assert may_end.wait(10)
        build()

    first = threading.Thread(target=PageBuild(paths, slow).ensure)
    first.start()
    assert has_begun.wait(10)
    second = threading.Thread(target=PageBuild(paths, build).ensure)
    second.start()
    may_end.set()
    first.join(10)
    second.join(10)
    assert build.times == 1
    assert not first.is_alive()
    assert not second.is_alive()


def test_a_page_that_came_with_the_package_is_never_built(tmp_path: Path) -> None:
    build = Build(tmp_path)
    frontend = PageBuild(PagePaths(home=tmp_path, web=tmp_path / "_web", is_shipped=True), build)
    assert frontend.state() is BuildState.SHIPPED
    assert frontend.ensure() == tmp_path / "_web"
    assert build.times == 0


def test_a_full_disk_is_said_in_words(paths: PagePaths) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StartupFailed, match="No space left on device"):
        PageBuild(paths, full).ensure()
