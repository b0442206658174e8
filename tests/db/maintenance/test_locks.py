import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rxchat.db.maintenance.locks import ServingLock, alone, changing
from rxchat.domain.errors import StartupFailed

HOLD = (
    "import sys, pathlib; from rxchat.db.maintenance.locks import ServingLock; lock = ServingLock(pathlib.Path(sys.argv[1]));"
    "lock.acquire(); print('held', flush=True); sys.stdin.read()"
)

ALONE = (
    "import sys, pathlib; from rxchat.db.maintenance.locks import alone\n"
    "with alone(pathlib.Path(sys.argv[1]), print): print('alone', flush=True); sys.stdin.read()"
)


def test_a_second_process_is_refused_and_told_who_serves_until_the_first_dies(tmp_path: Path) -> None:
    path = tmp_path / "data" / "rxchat.db"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for _ in range(2):  # being refused must not take the number away
            with pytest.raises(StartupFailed, match=rf"is in use by another rxchat \(pid {holder.pid}\)\."):
                ServingLock(path).acquire()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    lock = ServingLock(path)
    lock.acquire()
    assert path.with_name("rxchat.db.serving").read_text() == str(os.getpid())
    lock.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    for _ in range(2):
        lock = ServingLock(path)
        lock.acquire()
        lock.release()
    assert path.parent.stat().st_mode
    assert path.with_name("rxchat.db.serving").stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_locked_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "rxchat.db.serving").mkdir()
    with pytest.raises(StartupFailed, match="can't be locked"):
        ServingLock(tmp_path / "rxchat.db").acquire()


def test_whether_a_database_is_served_is_seen_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    assert not ServingLock(path).is_held()
    assert list(tmp_path.iterdir()) == []
    with ServingLock(path):
        assert ServingLock(path).is_held()
    assert not ServingLock(path).is_held()


def test_whoever_alters_the_database_is_waited_for_by_name(tmp_path: Path) -> None:
    path = tmp_path / "data" / "rxchat.db"
    command = [sys.executable, "-c", ALONE, str(path)]
    said: list[str] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "alone\n"

        def hear(step: str) -> None:
            said.append(step)
            assert holder.stdin is not None
            holder.stdin.close()

        with changing(path, hear):
            assert holder.wait(10) == 0
            assert ServingLock(path).is_held()
    assert said == [f"Waiting for another rxchat (pid {holder.pid}) that upgrades or replaces the database"]
    assert not ServingLock(path).is_held()


def test_one_process_may_nest_its_turns_and_wait_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    with alone(path, pytest.fail), changing(path, pytest.fail), alone(path, pytest.fail):
        pass
    with alone(path, pytest.fail):
        pass


def test_whoever_serves_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    with ServingLock(path), pytest.raises(StartupFailed, match="in use by another"), changing(path, pytest.fail):
        pytest.fail("it was altered")


def test_a_place_where_no_turns_can_be_taken_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "rxchat.db.upgrade").mkdir()
    with pytest.raises(StartupFailed, match=r"rxchat.db.upgrade can't be locked"), alone(tmp_path / "rxchat.db", pytest.fail):
        pytest.fail("it was locked")
