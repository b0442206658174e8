"""Regular copies in a folder, of which the newest are kept."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.maintenance import backup_rotation, backups
from rxchat.db.maintenance.backup_rotation import RotatedBackup, back_up_to
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

Make = Callable[..., RotatedBackup]
DAY = 86_400


def quiet(_line: str) -> None:
    """Nobody reads along."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "chats"


@pytest.fixture
def make(path: Path, folder: Path) -> Make:
    def made(keep: int | None = None, of: Path = path) -> RotatedBackup:
        return back_up_to(of, folder, "0004", Progress(quiet), keep=keep)

    return made


@pytest.mark.parametrize("keep", [1, 3])
def test_the_newest_are_kept(make: Make, folder: Path, keep: int, dump: Callable[[Path], list[str]], path: Path):
    copies = [make(keep).copy for _ in range(5)]
    assert sorted(folder.iterdir()) == copies[-keep:]
    assert dump(copies[-1]) == dump(path)
    assert (folder.stat().st_mode & 0o777, copies[-1].stat().st_mode & 0o777) == (0o700, 0o600)


def test_without_a_number_all_are_kept_and_what_was_removed_is_reported(make: Make, folder: Path):
    copies = [make().copy for _ in range(3)]
    assert sorted(folder.iterdir()) == copies
    assert make(keep=2).removed == copies[:2]


def test_nobody_elses_files_are_counted_or_removed(make: Make, folder: Path, path: Path, tmp_path: Path):
    """Another rxchat's database has the same name, at another place."""
    other = tmp_path / "another" / path.name
    other.parent.mkdir()
    shutil.copy(path, other)
    theirs = [make(keep=9, of=other).copy for _ in range(2)]
    own = make(keep=1).copy
    names = ("notes.txt", "rxchat.db", "rxchat-20250101T000000000000-0001.db", f"{own.name}.bak", f"old-{own.name}")
    for name in names:
        (folder / name).write_text("mine")
    newest = make(keep=1).copy
    assert {file.name for file in folder.iterdir()} == {*names, newest.name, *(file.name for file in theirs)}


def test_a_clock_that_was_put_back_costs_no_new_copy(make: Make, folder: Path):
    first = make().copy
    later = first.rename(folder / first.name.replace("-20", "-29", 1))
    made = make(keep=1)
    assert (made.removed, list(folder.iterdir())) == ([later], [made.copy])


def test_unfinished_copies_of_killed_processes_go_after_a_day(make: Make, folder: Path):
    first = make().copy
    old, young = (folder / first.name.replace("-0004.db", f"-{revision}.db.part") for revision in ("0001", "0002"))
    for part in (old, young):
        part.write_text("half")
    before = first.stat().st_mtime - 2 * DAY
    os.utime(old, (before, before))
    make(keep=2)
    assert [part.exists() for part in (old, young)] == [False, True]


class Full:
    free = 100


@pytest.mark.parametrize("what", ["full", "damaged", "unwritable"])
def test_a_copy_that_fails_removes_nothing(make: Make, folder: Path, path: Path, what: str, monkeypatch: pytest.MonkeyPatch):
    kept = [make().copy for _ in range(3)]
    match what:
        case "full":
            monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: Full)
        case "damaged":
            with path.open("r+b") as file:
                file.seek(4096)
                file.write(b"\xff" * 8192)
        case _:

            def refuse(*_args: object, **_named: object) -> None:
                raise PermissionError(13, "Permission denied")

            monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(StartupFailed) as failed:
        make(keep=1)
    assert "\n" not in f"{failed.value.message} {failed.value.hint}"
    assert sorted(folder.iterdir()) == kept


def test_older_copies_that_cannot_be_removed_are_reported_beside_the_new_one(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make()

    def refuse(*_args: object) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(backup_rotation, "_remove_older", refuse)
    with pytest.raises(
        StartupFailed, match=r"The backup was saved as .*, but older ones couldn't be removed: Permission denied\."
    ):
        make(keep=1)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_one_error(path: Path, tmp_path: Path, place: str):
    (tmp_path / "file").touch()
    with pytest.raises(StartupFailed, match="can't be made"):
        back_up_to(path, tmp_path / place, "0004", Progress(quiet), keep=1)
