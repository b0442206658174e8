import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rxchat.db.maintenance.backups import back_up, list_backups
from rxchat.db.maintenance.migrations import current_revision, head_revision, migrate
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.restore import restore
from rxchat.domain.errors import StartupFailed

Sql = Callable[..., list[tuple[object, ...]]]
Dump = Callable[[Path], list[str]]
QUIET = Progress(lambda _step: None)


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


def test_a_copy_comes_back_and_what_was_there_is_kept(path: Path, sql: Sql, dump: Dump) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'then')")
    copy = back_up(path, head_revision(), QUIET)
    then = dump(path)
    sql(path, "UPDATE users SET email = 'now'")
    sql(path, "INSERT INTO users (email) VALUES ('later')")
    now = dump(path)
    done = restore(path, copy, on_step=quietly)
    assert dump(path) == then == dump(copy)
    assert done.kept is not None
    assert dump(done.kept) == now
    assert (done.before["users"], done.after["users"], done.revision) == (2, 1, head_revision())
    assert path.stat().st_mode & 0o777 == 0o600
    assert not [file for file in path.parent.iterdir() if "restoring" in file.name]


def test_what_stood_in_the_log_of_the_replaced_file_does_not_get_into_the_new_one(path: Path, sql: Sql, dump: Dump) -> None:
    copy = back_up(path, head_revision(), QUIET)
    then = dump(path)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO users (email) VALUES ('in the log')")
        writer.commit()
        beside = {file: file.read_bytes() for file in path.parent.glob("rxchat.db*")}
    for file, content in beside.items():  # as a process that was killed leaves it
        file.write_bytes(content)
    assert path.with_name("rxchat.db-wal").exists()
    done = restore(path, copy, on_step=quietly)
    assert dump(path) == then
    assert done.kept is not None
    assert sql(done.kept, "SELECT email FROM users") == [("in the log",)]


def test_a_database_that_another_program_has_open_is_not_replaced(path: Path, dump: Dump) -> None:
    copy = back_up(path, head_revision(), QUIET)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM users").fetchone()
        before = dump(path)
        with pytest.raises(StartupFailed, match="is in use by another program"):
            restore(path, copy, on_step=quietly)
        assert dump(path) == before


def test_a_damaged_database_is_set_aside(path: Path, dump: Dump) -> None:
    copy = back_up(path, head_revision(), QUIET)
    path.write_bytes(b"no database " * 1000)
    done = restore(path, copy, on_step=quietly)
    assert dump(path) == dump(copy)
    assert done.before == {}
    assert done.kept is not None
    assert done.kept.name.endswith("-damaged.db")
    assert done.kept.read_bytes() == b"no database " * 1000


def test_a_place_without_a_database_gets_one(path: Path, tmp_path: Path, dump: Dump) -> None:
    copy = back_up(path, head_revision(), QUIET)
    empty = tmp_path / "new" / "rxchat.db"
    assert restore(empty, copy, on_step=quietly).kept is None
    assert dump(empty) == dump(copy)


def test_an_older_copy_is_upgraded_by_the_next_start(path: Path, legacy_file: Path) -> None:
    before = legacy_file.read_bytes()
    assert restore(path, legacy_file, on_step=quietly).revision is None
    assert legacy_file.read_bytes() == before
    migrate(path, on_step=quietly)
    assert current_revision(path) == head_revision()


def test_the_oldest_backup_can_be_restored_and_is_not_tidied_away(path: Path) -> None:
    backups = [back_up(path, head_revision(), QUIET) for _ in range(5)]
    restore(path, backups[0], on_step=quietly)
    assert backups[0] in list_backups(path)


def test_what_is_no_copy_is_refused_and_nothing_changes(path: Path, tmp_path: Path, sql: Sql, dump: Dump) -> None:
    before = dump(path)
    (tmp_path / "diary").write_bytes(b"Dear diary, " * 1000)
    sql(tmp_path / "places.db", "CREATE TABLE bookmarks (url TEXT)")
    newer = back_up(path, None, QUIET)
    sql(newer, "UPDATE alembic_version SET version_num = '9999'")
    for copy, complaint in (
        (tmp_path / "none", "File not found"),
        (tmp_path / "diary", "isn't a SQLite database"),
        (tmp_path / "places.db", "isn't an rxchat database"),
        (newer, "newer version of rxchat"),
        (path, "is the database itself"),
    ):
        with pytest.raises(StartupFailed, match=complaint):
            restore(path, copy, on_step=quietly)
    assert dump(path) == before
