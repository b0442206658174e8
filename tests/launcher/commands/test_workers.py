import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from postgres_server import empty_database
from sqlalchemy import URL

from rxchat.config import Settings
from rxchat.db.stores import store_of
from rxchat.db.workers import WorkerRepository
from rxchat.domain.workers import Worker
from rxchat.launcher.commands.workers import list_workers
from rxchat.launcher.diagnostics import workers as checked
from rxchat.launcher.findings import Level

ONE = Worker(id="one", machine="here", pid=7, version="1.0")


@pytest.fixture
def settings(postgres_url: URL, tmp_path: Path) -> Iterator[Settings]:
    with empty_database(postgres_url) as url:
        yield Settings(data_dir=tmp_path, database_url=url.render_as_string(hide_password=False))


def join(settings: Settings, *workers: Worker) -> None:
    async def run() -> None:
        async with aclosing(store_of(settings).open()) as database:
            for worker in workers:
                await WorkerRepository(database).join(worker)

    asyncio.run(run())


def test_the_processes_that_serve_are_listed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_workers(settings) == 0  # a database without tables
    store_of(settings).prepare(lambda _: None)
    assert list_workers(settings) == 0
    assert capsys.readouterr().out == "None is running.\n" * 2
    assert list(checked(settings)) == []
    join(settings, ONE, replace(ONE, id="two", pid=8))
    assert list_workers(settings) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("here (pid 7)  rxchat 1.0, 0 responses being written, since 20")
    assert second.startswith("here (pid 8)")
    assert [(found.level, found.text) for found in checked(settings)] == [(Level.OK, "2 workers running")]


def test_one_that_differs_is_pointed_out(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    store_of(settings).prepare(lambda _: None)
    join(settings, ONE, replace(ONE, id="two", pid=8, version="1.1"))
    assert list_workers(settings) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "here (pid 8) is rxchat 1.1 instead of 1.0."
    assert list_workers(settings, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["is_well"], [worker["version"] for worker in told["workers"]]) == (False, ["1.0", "1.1"])
    assert [found.level for found in checked(settings)] == [Level.WARN]


def test_doctor_has_nothing_to_say_of_a_file(tmp_path: Path) -> None:
    assert list(checked(Settings(data_dir=tmp_path))) == []
