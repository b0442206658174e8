"""What holds the data is chosen by the settings, and nothing of PostgreSQL is loaded for a file."""

import subprocess
import sys
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.db.maintenance.migrations import current_revision, head_revision
from rxchat.db.stores import SqliteStore, store_of
from rxchat.domain.errors import StartupFailed

LOADED = """
import sys
from pathlib import Path
from rxchat.config import Settings
from rxchat.db.stores import store_of
import rxchat.wiring, rxchat.launcher.commands
store = store_of(Settings(data_dir=Path(sys.argv[1])))
store.prepare(print)
store.open()
print([name for name in sys.modules if "psycopg" in name or "postgres" in name])
"""


def test_one_process_serves_a_database_and_it_is_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    with SqliteStore(path).claimed(print):
        assert current_revision(path) == head_revision()
        with pytest.raises(StartupFailed, match="in use by another rxchat"), SqliteStore(path).claimed(print):
            pytest.fail("two processes serve it")
    with SqliteStore(path).claimed(print):
        pass


def test_nothing_of_postgresql_is_loaded_for_a_file(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_its_driver_postgresql_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("rxchat.db.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StartupFailed) as stopped:
        store_of(Settings(database_url="postgresql://ada@db.example.org/chat"))
    assert "psycopg[binary]" in stopped.value.hint
