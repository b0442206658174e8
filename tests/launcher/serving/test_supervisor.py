"""The supervisor, with small programs as its workers."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from itertools import count

import pytest

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.serving import supervisor
from rxchat.launcher.serving.supervisor import Supervisor

SECONDS = 30
SERVES = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); sys.stdin.read()"
HANGS = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN); signal.pause()"
)


class Workers:
    """What was started: `programs` in turn, then the last of them again and again."""

    def __init__(self, *programs: str, stop_seconds: float = 0) -> None:
        self.programs = programs
        self.started: list[tuple[str, bool]] = []
        self.dead: list[str] = []
        self.changed = asyncio.Condition()
        self.are_started = asyncio.Event()
        self._ids = map(str, count(1))
        self.supervisor = Supervisor(
            self._command, new_id=lambda: next(self._ids), on_death=self._died, stop_seconds=stop_seconds
        )

    def _command(self, worker: str, is_first: bool) -> Sequence[str]:
        self.started.append((worker, is_first))
        self.are_started.set()
        return (sys.executable, "-S", "-c", self.programs[min(len(self.started), len(self.programs)) - 1])

    async def _died(self, worker: str) -> None:
        self.dead.append(worker)
        async with self.changed:
            self.changed.notify_all()

    async def until_started(self, number: int) -> None:
        while len(self.started) < number:
            self.are_started.clear()
            await asyncio.wait_for(self.are_started.wait(), SECONDS)

    async def until_dead(self, number: int) -> None:
        async with asyncio.timeout(SECONDS), self.changed:
            await self.changed.wait_for(lambda: len(self.dead) >= number)


@pytest.fixture(autouse=True)
def _no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "KILL_SECONDS", 0.2)


async def test_another_is_started_for_each_that_dies_once_one_could_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STEADY_SECONDS", 0.0)
    workers = Workers(*["import os; os._exit(2)"] * 5, SERVES)
    running = asyncio.create_task(workers.supervisor.run(1))
    await workers.until_dead(5)
    workers.supervisor.stop()
    await asyncio.wait_for(running, SECONDS)
    assert workers.dead == [worker for worker, _ in workers.started]
    assert workers.started[:2] == [("1", True), ("2", False)]  # what a person is shown at the start is shown once


async def test_what_dies_soon_after_its_start_ends_nothing_while_another_runs_steadily(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(SERVES, *["import os; os._exit(1)"] * supervisor.MOST_FAILED_STARTS, SERVES)
    monkeypatch.setattr(supervisor, "_now", lambda: supervisor.STEADY_SECONDS / 2 * len(workers.dead))
    running = asyncio.create_task(workers.supervisor.run(2))
    await workers.until_started(2 + supervisor.MOST_FAILED_STARTS)
    workers.supervisor.stop()
    await asyncio.wait_for(running, SECONDS)


async def test_a_worker_that_ends_as_asked_is_replaced_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 3600.0)
    workers = Workers("", SERVES)
    running = asyncio.create_task(workers.supervisor.run(1))
    await workers.until_dead(1)
    workers.supervisor.stop()
    await asyncio.wait_for(running, SECONDS)


async def test_the_oldest_worker_hears_that_another_has_died() -> None:
    hears = "import sys; sys.stdin.buffer.read(1)"
    workers = Workers(hears, "", SERVES)
    running = asyncio.create_task(workers.supervisor.run(2))
    await workers.until_dead(2)
    workers.supervisor.stop()
    await asyncio.wait_for(running, SECONDS)
    assert workers.dead[:2] == ["2", "1"]


@pytest.mark.parametrize(
    ("program", "deaths", "words"),
    [
        ("import os; os._exit(2)", 1, "can't start, so rxchat stops. The line above says why"),
        ("import os; os._exit(1)", 3, r"ended 3 times soon after its start \(exit code 1\)"),
        ("import os; os.kill(os.getpid(), 9)", 3, r"exit code -9"),
    ],
)
async def test_a_start_that_fails_ends_the_others_too(program: str, deaths: int, words: str) -> None:
    workers = Workers(program)
    with pytest.raises(StartupFailed, match=words):
        await asyncio.wait_for(workers.supervisor.run(1), SECONDS)
    assert len(workers.dead) == deaths
    workers = Workers(SERVES, "import os; os._exit(2)")
    with pytest.raises(StartupFailed):
        await asyncio.wait_for(workers.supervisor.run(2), SECONDS)
    assert sorted(workers.dead) == ["1", "2"]


async def test_a_signal_stops_all_and_one_that_hangs_is_killed() -> None:
    workers = Workers(SERVES, HANGS)
    running = asyncio.create_task(workers.supervisor.run(2))
    await workers.until_started(2)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, SECONDS)
    assert sorted(workers.dead) == ["1", "2"]


SUPERVISES = """
import asyncio, sys
from rxchat.launcher.serving.supervisor import Supervisor
async def died(worker): print("dead", flush=True)
async def run():
    await Supervisor(lambda *_: (sys.executable, "-S", "-c", CHILD), new_id=lambda: "1", on_death=died, stop_seconds=9).run(1)
CHILD = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read(); print('ended', flush=True)"
asyncio.run(run())
"""


async def test_a_worker_notices_that_the_supervisor_is_gone() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", SUPERVISES, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    async with asyncio.timeout(SECONDS):
        assert (await parent.stdout.readline()).strip().isdigit()
        parent.kill()
        assert await parent.stdout.read() == b"ended\n"
        await parent.wait()
