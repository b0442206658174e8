import sqlite3
from pathlib import Path

import pytest

from rxchat.db.files import Damaged, NoDatabase, explain, is_full, make_directory, make_private_file, next_step, reading
from rxchat.domain.errors import StartupFailed


def of_code(code: int) -> sqlite3.Error:
    """An error as SQLite raises it, with an extended code."""
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


def test_a_new_directory_is_for_its_owner_alone_and_one_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    make_directory(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    make_directory(shared)
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_file_is_made_private_and_its_content_kept(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    path.write_text("kept")
    path.chmod(0o664)
    make_private_file(path)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("kept", 0o600)


def test_a_reading_connection_cannot_write(path: Path) -> None:
    with pytest.raises(StartupFailed, match="can't be written"), reading(path) as connection:
        connection.execute("DELETE FROM users")


def test_a_file_named_like_an_address_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "what?mode=memory #1.db"
    make_private_file(path)
    with reading(path) as connection:
        assert connection.execute("PRAGMA database_list").fetchone()[2] == str(path)


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="can't be opened"), reading(tmp_path / "none.db"):
        pytest.fail("a missing file was opened")
    assert not (tmp_path / "none.db").exists()


def test_an_unknown_complaint_is_passed_on_in_one_line() -> None:
    failure = explain(sqlite3.OperationalError("something odd"), Path("rxchat.db"))
    assert str(failure) == "The database rxchat.db can't be used: something odd. Check the file and its disk."


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (
            sqlite3.OperationalError("error in view who after drop column: no such column: provider"),
            "Repair or drop that view with",
        ),
        (sqlite3.OperationalError("error in trigger keep: no such table: main.gone"), "Repair or drop that trigger with"),
        (sqlite3.OperationalError("table sessions already exists"), "Repair or drop that table with"),
        (sqlite3.OperationalError("something odd"), "Look at the file with `rxchat db check`."),
        (RuntimeError("messages had 2 rows and now has 1"), "Look at the file with `rxchat db check`."),
        (of_code(sqlite3.SQLITE_BUSY), "Close the other program that uses it"),
        (of_code(sqlite3.SQLITE_FULL), "Free some space"),
        (of_code(sqlite3.SQLITE_IOERR | 5 << 8), "Check the disk"),
        (of_code(sqlite3.SQLITE_READONLY), "Check its permissions"),
    ],
)
def test_a_change_that_failed_has_a_next_step(error: Exception, step: str) -> None:
    assert next_step(error).startswith(step)
    assert next_step(error).endswith(".")


def test_a_full_disk_is_told_from_other_faults() -> None:
    assert is_full(of_code(sqlite3.SQLITE_FULL))
    assert not is_full(of_code(sqlite3.SQLITE_BUSY))


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="is a directory"), reading(tmp_path):
        pytest.fail("a directory was opened")


def test_a_file_that_is_itself_at_fault_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "diary.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(NoDatabase), reading(tmp_path / "diary.db") as connection:
        connection.execute("SELECT count(*) FROM sqlite_master")
    assert type(explain(of_code(sqlite3.SQLITE_CORRUPT), tmp_path)) is Damaged
    assert not isinstance(explain(sqlite3.OperationalError("busy"), tmp_path), Damaged)
