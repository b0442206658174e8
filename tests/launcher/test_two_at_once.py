"""Two programs come to one database at once, as real processes: one upgrades it, the other waits and goes on."""

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from launch import ROOT, clean_environment, free_port
from legacy_files import make_legacy_file

from rxchat.cli import main
from rxchat.db.maintenance.backups import list_backups
from rxchat.db.maintenance.inspection import inspect_database
from rxchat.db.maintenance.migrations import head_revision
from rxchat.db.maintenance.progress import Progress

ROUNDS = 20
SECONDS = 60

# Stops in the middle of an upgrade until a signal to go on.
HALF_WAY = """
import sys
from sqlalchemy import Engine, event

@event.listens_for(Engine, "before_cursor_execute")
def stop(_connection, _cursor, text, *_rest):
    if text.startswith("CREATE TRIGGER rxchat_messages_fts_insert"):
        print("half way", flush=True)
        sys.stdin.readline()
"""
UPGRADES = f"""{HALF_WAY}
from rxchat.cli import main
sys.exit(main(["db", "upgrade", "--json", "--data-dir", sys.argv[1]]))
"""
SERVES = f"""{HALF_WAY}
from pathlib import Path
from rxchat.config import load_settings
from rxchat.db.stores import store_of
with store_of(load_settings(data_dir=Path(sys.argv[1]))).claimed(print):
    print("serving", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A data directory whose database has to be upgraded."""
    (tmp_path / "data").mkdir()
    make_legacy_file(tmp_path / "data" / "rxchat.db", 200)
    return tmp_path / "data"


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=clean_environment(), text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(stream: object) -> str:
    return next(iter(stream)).rstrip()  # type: ignore[call-overload]


def wait_for(stream: object, beginning: str) -> str:
    """The first line that begins so."""
    return next(line for line in stream if line.startswith(beginning)).rstrip()  # type: ignore[attr-defined]


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go on\n")


def waiting_for(process: subprocess.Popen[str]) -> str:
    return f"Waiting for another rxchat (pid {process.pid}) that upgrades or replaces the database"


def test_a_second_upgrade_waits_and_finds_it_up_to_date(place: Path) -> None:
    with started("-c", UPGRADES, str(place)) as first:
        wait_for(first.stdout, "half way")
        with started("-m", "rxchat", "db", "upgrade", "--json", "--data-dir", str(place)) as second:
            assert line_of(second.stderr) == waiting_for(first)
            go_on(first)
            done, _ = first.communicate(timeout=SECONDS)
            found, _ = second.communicate(timeout=SECONDS)
        assert (first.returncode, second.returncode) == (0, 0)
    assert (json.loads(done)["before"], json.loads(done)["after"]) == (None, head_revision())
    assert json.loads(found) == {
        "path": str(place / "rxchat.db"), "before": head_revision(), "after": head_revision(), "backup": None,
    }  # fmt: skip
    assert len(list_backups(place / "rxchat.db")) == 1


def test_a_start_waits_for_an_upgrade_and_then_serves(place: Path) -> None:
    with started("-c", UPGRADES, str(place)) as first:
        wait_for(first.stdout, "half way")
        with started("-c", SERVES, str(place)) as second:
            assert line_of(second.stdout) == waiting_for(first)
            go_on(first)
            assert line_of(second.stdout) == "serving"
        first.communicate(timeout=SECONDS)
        assert first.returncode == 0


def test_a_second_run_waits_while_the_first_upgrades_and_is_refused_when_it_serves(place: Path) -> None:
    with started("-c", SERVES, str(place)) as first:
        wait_for(first.stdout, "half way")
        port = str(free_port())
        with started("-m", "rxchat", "run", "--no-browser", "--port", port, "--data-dir", str(place)) as second:
            assert wait_for(second.stdout, "Waiting") == waiting_for(first)
            go_on(first)
            wait_for(first.stdout, "serving")
            _, complaint = second.communicate(timeout=SECONDS)
        assert second.returncode == 2
        (line,) = complaint.splitlines()
        assert line.startswith(f"rxchat: The database {place / 'rxchat.db'} is in use")
        assert f"(pid {first.pid})" in line


_barrier: Barrier | None = None


def keep(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def upgrade_at_once(place: Path) -> tuple[int, str, str]:
    assert _barrier is not None
    _barrier.wait(SECONDS)
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(["db", "upgrade", "--json", "--data-dir", str(place)])
    return code, out.getvalue(), err.getvalue()


def test_of_two_commands_at_once_one_upgrades_and_neither_fails_every_time(place: Path, tmp_path: Path) -> None:
    original = (place / "rxchat.db").read_bytes()
    before = inspect_database(place / "rxchat.db", Progress(pytest.fail)).rows
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn, initializer=keep, initargs=(spawn.Barrier(2),)) as processes:
        for number in range(ROUNDS):
            path = tmp_path / str(number) / "rxchat.db"
            path.parent.mkdir()
            path.write_bytes(original)
            ended = list(processes.map(upgrade_at_once, [path.parent] * 2))
            assert [code for code, _, _ in ended] == [0, 0], ended
            assert sorted(str(json.loads(out)["before"]) for _, out, _ in ended) == [head_revision(), "None"]
            after = inspect_database(path, Progress(pytest.fail)).rows
            assert {table: after[table] for table in before} == before
            assert len(list_backups(path)) == 1
