import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.backups import back_up, backups_directory, list_backups
from rxchat.domain.errors import StartupFailed

Dump = Callable[[Path], list[str]]


def test_a_backup_is_the_database_as_it_stands_even_while_it_is_written(path: Path, dump: Dump) -> None:
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO users (email) VALUES ('committed')")
        writer.commit()
        writer.execute("INSERT INTO users (email) VALUES ('not committed')")
        copy = back_up(path, "0004")
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
    made = [back_up(path, "0004") for _ in range(7)]
    assert list_backups(path) == made[-5:]
    assert sorted(directory.iterdir()) == sorted([*made[-5:], other, mine])


def test_a_place_that_cannot_take_a_backup_is_named(path: Path) -> None:
    backups_directory(path).touch()
    with pytest.raises(StartupFailed, match="backups"):
        back_up(path, "0004")


def test_a_database_without_backups_has_none(tmp_path: Path) -> None:
    assert list_backups(tmp_path / "rxchat.db") == []
