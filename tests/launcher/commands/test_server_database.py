"""`rxchat db` and `rxchat doctor` where a PostgreSQL server holds the data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import empty_database
from sqlalchemy import URL

from rxchat.config import Settings
from rxchat.db.maintenance.migrations import head_revision
from rxchat.db.stores import SqliteStore, store_of
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands import database
from rxchat.launcher.commands.keys import rotate
from rxchat.launcher.diagnostics import check_database_and_key
from rxchat.launcher.findings import Level


@pytest.fixture
def settings(postgres_url: URL, tmp_path: Path) -> Iterator[Settings]:
    with empty_database(postgres_url) as url:
        yield Settings(data_dir=tmp_path, database_url=url.render_as_string(hide_password=False))


def test_its_state_is_shown(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert database.status(settings) == 0
    assert "No tables yet" in capsys.readouterr().out
    with pytest.raises(StartupFailed, match="isn't at this version's revision"):
        database.check(settings)
    assert [database.upgrade(settings), database.check(settings), database.status(settings, as_json=True)] == [0, 0, 0]
    said = capsys.readouterr().out
    assert f"Now at revision {head_revision()}." in said
    assert "No problems found" in said
    found = json.loads(said[said.index("{") :])
    assert (found["state"], found["is_served"], found["rows"]["messages"]) == ("current", False, 0)
    with store_of(settings).claimed(print):
        database.status(settings)
    assert "In use by a running rxchat." in capsys.readouterr().out


def test_what_postgresql_does_itself_is_left_to_its_tools(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "file"
    for act, tool in (
        (lambda: database.restore(settings, file), "rxchat db move"),
        (lambda: database.downgrade(settings, "0001"), "pg_restore"),
        (lambda: database.adopt(settings, file, is_dry_run=True), "rxchat db adopt"),
    ):
        with pytest.raises(StartupFailed) as caught:
            act()
        assert tool in caught.value.hint


def test_it_is_backed_up_while_it_is_served(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen, regular = tmp_path / "chosen" / "copy.db", tmp_path / "regular"
    with store_of(settings).claimed(print):
        assert database.backup(settings, None, as_json=True) == 0
        assert database.backup(settings, chosen) == 0
        assert [database.backup_to(settings, regular, keep=1) for _ in range(2)] == [0, 0]
        with pytest.raises(StartupFailed, match="already exists"):
            database.backup(settings, chosen)
    said = capsys.readouterr().out
    assert "Removed 1 older backup." in said
    (automatic,), (last,) = (tmp_path / "backups").iterdir(), regular.iterdir()
    assert str(automatic) in said
    assert [SqliteStore(file).is_current() for file in (automatic, chosen, last)] == [True, True, True]


def test_data_moves_there_and_back(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.database_url is not None
    file = Settings(data_dir=tmp_path)
    SqliteStore(file.sqlite_path).prepare(print)
    assert database.move(file, settings.database_url, is_dry_run=True) == 0
    assert "Dry run" in capsys.readouterr().out
    assert database.move(file, settings.database_url, is_dry_run=False) == 0
    assert "set RXCHAT_DATABASE_URL" in capsys.readouterr().out
    assert database.move(settings, str(tmp_path / "back.db"), is_dry_run=False, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["is_dry_run"] is False
    assert SqliteStore(tmp_path / "back.db").is_current()


@pytest.mark.parametrize(("source", "target"), [(None, "other.db"), ("postgresql://ada@db/chat", "postgresql://ada@db/other")])
def test_two_of_a_kind_are_moved_with_other_tools(source: str | None, target: str, tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="two of a kind"):
        database.move(Settings(data_dir=tmp_path, database_url=source), target, is_dry_run=False)


def test_a_wrong_target_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="must name a database") as caught:
        database.move(Settings(data_dir=tmp_path), "postgresql://ada:hidden@db", is_dry_run=False)
    assert "hidden" not in str(caught.value)


def test_the_doctor_says_how_it_is(settings: Settings, tmp_path: Path) -> None:
    levels = [(each.name, each.level) for each in check_database_and_key(settings)]
    assert levels == [("database", Level.OK), ("secret key", Level.OK)]
    gone = Settings(data_dir=tmp_path, database_url="postgresql://ada@127.0.0.1:1/chat")
    found = next(iter(check_database_and_key(gone)))
    assert (found.level, "Couldn't reach" in found.text, "running" in found.advice) == (Level.FAIL, True, True)


def test_the_key_is_rotated_while_nobody_serves(settings: Settings) -> None:
    assert rotate(settings).startswith("Secret key rotated")  # and the tables made
    with store_of(settings).claimed(print), pytest.raises(StartupFailed, match="in use by another rxchat"):
        rotate(settings)
