import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from launch import ROOT, clean_environment
from postgres_server import empty_database
from sqlalchemy import URL

from rxchat.config import Settings
from rxchat.db.stores import store_of
from rxchat.db.workers import WorkerRepository
from rxchat.domain.errors import StartupFailed
from rxchat.domain.workers import Worker
from rxchat.launcher.commands.worker_processes import admit, require_possible
from rxchat.launcher.serving.supervisor import DIED

OURS = Worker(id="ours", machine="here", pid=1, version="1.0", page_digest="page", setup_digest="setup")
OTHER = replace(OURS, id="other", machine="there", pid=7)


@pytest.fixture
def settings(postgres_url: URL, tmp_path: Path) -> Iterator[Settings]:
    with empty_database(postgres_url) as url:
        made = Settings(data_dir=tmp_path, database_url=url.render_as_string(hide_password=False))
        store_of(made).prepare(print)
        yield made


def with_workers(settings: Settings, work: Any) -> Any:
    async def run() -> Any:
        async with aclosing(store_of(settings).open()) as database:
            return await work(WorkerRepository(database))

    return asyncio.run(run())


def test_several_workers_need_a_server(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="4 workers can't share a SQLite file") as refused:
        require_possible(Settings(data_dir=tmp_path, workers=4))
    assert "RXCHAT_DATABASE_URL" in refused.value.hint
    require_possible(Settings(data_dir=tmp_path))


def test_a_process_that_differs_from_those_that_serve_is_refused(settings: Settings) -> None:
    with_workers(settings, lambda workers: workers.join(OTHER))
    store, serving = store_of(settings), store_of(settings)
    with serving.claimed(print), store.claimed(print):
        asyncio.run(admit(settings, store, OURS))
        words = r"The worker on there \(pid 7\), which serves the same database, is rxchat 1.0 instead of 2.0"
        with pytest.raises(StartupFailed, match=words):
            asyncio.run(admit(settings, store, replace(OURS, version="2.0")))


def test_one_that_serves_alone_takes_the_others_for_gone(settings: Settings) -> None:
    with_workers(settings, lambda workers: workers.join(OTHER))
    store = store_of(settings)
    with store.claimed(print):
        asyncio.run(admit(settings, store, replace(OURS, version="2.0")))
    assert with_workers(settings, lambda workers: workers.living()) == []


WAITS = """
import signal, sys
from rxchat.launcher.commands.worker_processes import hear_supervisor
signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
hear_supervisor(lambda: print("one died", flush=True))
print("waiting", flush=True)
signal.pause()
"""


def test_a_worker_hears_of_deaths_and_ends_with_the_pipe_from_its_supervisor() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], cwd=ROOT, env=clean_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "waiting\n"
        process.stdin.write(DIED.decode())
        process.stdin.flush()
        assert process.stdout.readline() == "one died\n"
        _, said = process.communicate(timeout=30)
    assert said == "terminated\n"


def test_a_worker_that_cannot_start_ends_as_any_program_while_the_pipe_is_open() -> None:
    ends = "import sys; from rxchat.launcher.commands import worker_processes as this; this.hear_supervisor(int); sys.exit(2)"
    with subprocess.Popen(
        [sys.executable, "-c", ends], cwd=ROOT, env=clean_environment(), text=True, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.wait(30) == 2
        assert process.stderr is not None
        assert process.stderr.read() == ""
