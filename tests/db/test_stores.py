"""What holds the data is chosen by the settings."""

import sys
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.db.maintenance.migrations import current_revision, head_revision
from rxchat.db.stores import SqliteStore, store_of
from rxchat.domain.errors import StartupFailed


def test_one_process_serves_a_database_and_it_is_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    with SqliteStore(path).claimed(print):
        assert current_revision(path) == head_revision()
        with pytest.raises(StartupFailed, match="in use by another rxchat"), SqliteStore(path).claimed(print):
            pytest.fail("two processes serve it")
    with SqliteStore(path).claimed(print):
        pass


def test_without_its_driver_postgresql_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("rxchat.db.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StartupFailed) as stopped:
        store_of(Settings(database_url="postgresql://ada@db.example.org/chat"))
    assert "psycopg[binary]" in stopped.value.hint
