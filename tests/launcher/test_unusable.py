"""A database that can't be used: each command says why in one line, and ends with 2. The doctor says so too."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from held import as_somebody_else, held_by_another_program, no_more_room, rows

from rxchat.cli import main
from rxchat.config import Settings
from rxchat.db import database as module
from rxchat.db.maintenance.backups import back_up
from rxchat.db.maintenance.progress import Progress
from rxchat.launcher.diagnostics import check_database_and_key
from rxchat.launcher.findings import Level

COMMANDS = (["link"], ["token"], ["user", "list"], ["keys", "list"], ["endpoints", "list"])


@pytest.fixture
def served(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a write-ahead log beside it, as a program that was killed leaves it."""
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    pid = os.fork()
    if not pid:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE other (a)")
        connection.commit()
        os._exit(0)
    os.waitpid(pid, 0)
    assert path.with_name("rxchat.db-wal").stat().st_size > 0
    return path


def complaint(command: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a command says, ending with 2."""
    capsys.readouterr()
    assert main([*command, "--data-dir", str(path.parent)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("rxchat: ")
    return lines[0]


def found(path: Path) -> str:
    finding = next(check_database_and_key(Settings(data_dir=path.parent)))
    assert (finding.level, finding.name) == (Level.FAIL, "database")
    return f"{finding.text} {finding.advice}"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_room_is_one_line(served: Path, command: list[str], capsys: pytest.CaptureFixture[str]):
    with no_more_room():
        assert "disk" in complaint(command, served, capsys)


@pytest.mark.parametrize("command", [["link"], ["token"]], ids=" ".join)
def test_another_program_that_holds_it_is_one_line(served: Path, command: list[str], capsys: pytest.CaptureFixture[str]):
    with held_by_another_program(served):
        assert "Another program holds the database" in complaint(command, served, capsys)
        assert "in use by another program" in found(served)


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_a_file_of_another_account_is_named(served: Path, ending: str, capsys: pytest.CaptureFixture[str]):
    file = served.with_name(served.name + ending)
    with as_somebody_else(file):
        assert f"{file} can't be written" in complaint(["link"], served, capsys)
        assert f"{file} can't be written" in found(served)


def emptied(path: Path) -> None:
    path.write_bytes(b"")
    path.with_name(path.name + "-wal").unlink(missing_ok=True)


def removed(path: Path) -> None:
    path.unlink()
    path.with_name(path.name + "-wal").unlink(missing_ok=True)


@pytest.mark.parametrize("lose", [emptied, removed])
def test_what_was_lost_is_not_begun_again_in_silence(
    served: Path, lose: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
):
    copy = back_up(served, "0014", Progress(lambda _step: None))
    lose(served)
    assert str(copy) in complaint(["link"], served, capsys)
    assert str(copy) in found(served)
    assert main(["db", "restore", str(copy), "--data-dir", str(served.parent)]) == 0
    assert main(["link", "--data-dir", str(served.parent)]) == 0


def test_an_empty_file_with_a_log_beside_it_is_not_begun_again_either(served: Path, capsys: pytest.CaptureFixture[str]):
    served.write_bytes(b"")
    assert "rxchat.db-wal next to it has data" in complaint(["link"], served, capsys)


def test_who_moves_the_backups_away_begins_again(served: Path):
    back_up(served, "0014", Progress(lambda _step: None))
    emptied(served)
    (served.parent / "backups").rename(served.parent / "old backups")
    assert main(["link", "--data-dir", str(served.parent)]) == 0
    with closing(sqlite3.connect(served)):
        assert rows(served, "SELECT count(*) FROM conversations") == [(0,)]
