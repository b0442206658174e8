import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.maintenance.backups import back_up, backup_name, backups_directory, copy_database, list_backups, sync_directory
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
Dump = Callable[[Path], list[str]]


def test_a_backup_is_the_database_as_it_stands_even_while_it_is_written(path: Path, dump: Dump) -> None:
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO users (email) VALUES ('committed')")
        writer.commit()
        writer.execute("INSERT INTO users (email) VALUES ('not committed')")
        copy = back_up(path, "0004", Progress(print))
    lines = "\n".join(dump(copy))
    assert "'committed'" in lines
    assert "'not committed'" not in lines
    assert copy.name.endswith("-0004.db")


def test_only_this_databases_newest_five_are_kept(path: Path) -> None:
    directory = backups_directory(path)
    directory.mkdir()
    other = directory / "other-20250101T000000000000-0001.db"
    mine = directory / "rxchat-notes.db"
    other.touch()
    mine.touch()
    made = [back_up(path, "0004", Progress(print)) for _ in range(7)]
    assert list_backups(path) == made[-5:]
    assert sorted(directory.iterdir()) == sorted([*made[-5:], other, mine])


def test_a_place_that_cannot_take_a_backup_is_named(path: Path) -> None:
    backups_directory(path).touch()
    with pytest.raises(StartupFailed, match="backups"):
        back_up(path, "0004", Progress(print))


def test_a_database_without_backups_has_none(tmp_path: Path) -> None:
    assert list_backups(tmp_path / "rxchat.db") == []


def test_a_copy_of_a_database_in_use_is_whole_and_does_not_begin_anew_at_each_write(path: Path, tmp_path: Path, sql: Sql) -> None:
    sql(path, "PRAGMA journal_mode=WAL")
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'me')")
    sql(
        path,
        "INSERT INTO projects (user_id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 6000)"
        " SELECT 1, hex(randomblob(2000)) FROM n",
    )
    (rows,) = sql(path, "SELECT count(*) FROM projects")
    written = 0

    class Writing(Progress):
        """Something is written whenever a piece has been copied."""

        def tick(self) -> None:
            nonlocal written
            written += 1
            assert written < 100, "the copying does not come to an end"
            sql(path, "INSERT INTO users (email) VALUES (?)", f"number {written}")

    copy_database(path, tmp_path / "copy.db", Writing(print))
    assert written > 2
    assert sql(tmp_path / "copy.db", "SELECT count(*) FROM users") == [(1,)]
    assert sql(tmp_path / "copy.db", "SELECT count(*) FROM projects") == [rows]
    assert sql(tmp_path / "copy.db", "PRAGMA journal_mode") == [("delete",)]


def test_a_disk_without_room_is_found_out_before_anything_is_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = shutil.disk_usage(path)._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: room)
    with pytest.raises(StartupFailed, match=r"The backup needs \d.* MB, and .* has 0.0 MB left"):
        back_up(path, "0004", Progress(print))
    assert list(backups_directory(path).iterdir()) == []


def test_a_disk_that_fills_up_while_copying_is_told_with_the_place(path: Path, tmp_path: Path) -> None:
    class Filling(Progress):
        """The disk is full when a piece has been copied."""

        def tick(self) -> None:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    (tmp_path / "away").mkdir()
    with pytest.raises(StartupFailed, match=rf"Couldn't back up {path}: the disk is full.*space for {tmp_path / 'away'}"):
        copy_database(path, tmp_path / "away" / "copy.db", Filling(print))
    assert list((tmp_path / "away").iterdir()) == []


def test_an_old_backup_that_cannot_be_taken_away_is_told(path: Path) -> None:
    for _ in range(5):
        back_up(path, "0004", Progress(print))
    oldest = list_backups(path)[0]
    oldest.unlink()
    oldest.mkdir()
    with pytest.raises(StartupFailed, match="Couldn't remove old backups"):
        back_up(path, "0004", Progress(print))


def test_what_a_killed_process_left_behind_is_in_nobodys_way(path: Path, tmp_path: Path, dump: Dump) -> None:
    (tmp_path / "copy.db.part").write_bytes(b"half a copy")
    copy_database(path, tmp_path / "copy.db", Progress(print))
    assert dump(tmp_path / "copy.db") == dump(path)
    sync_directory(tmp_path)


def test_a_backup_that_is_needed_is_spared_and_names_sort_by_time(path: Path) -> None:
    first = back_up(path, "0004", Progress(print))
    later = [back_up(path, "0004", Progress(print), spared=first) for _ in range(6)]
    assert list_backups(path) == [first, *later[-5:]]
    assert backup_name(path, "0005").name > later[-1].name
