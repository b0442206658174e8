"""A worker beside others, with the services of a real one."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import pytest
from postgres_server import clear
from sqlalchemy import URL

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.postgres.postgres_database import PostgresDatabase
from rxchat.db.workers import WorkerRepository
from rxchat.domain.errors import NotSaved
from rxchat.launcher.commands.worker_life import LossWatch, drain_of
from rxchat.wiring import Services

SECONDS = 30


@pytest.fixture
async def services(postgres_url: URL, tmp_path: Path) -> AsyncIterator[Services]:
    clear(postgres_url)
    settings = Settings(data_dir=tmp_path, database_url=postgres_url.render_as_string(hide_password=False), workers=2)
    async with wiring.serving(settings) as built:
        yield built


class Stoppable:
    should_exit = False


async def test_a_drain_is_known_to_the_others(services: Services):
    assert services.roll is not None
    drain = drain_of(services.settings)
    await drain.begin()
    assert [worker.is_draining for worker in await services.roll.living()] == [True]
    assert services.chat.is_draining
    assert (drain.seconds, drain.is_port_shared, drain.is_busy()) == (30, True, False)


async def test_a_drain_begins_although_the_database_is_away(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def fails(_roll: object) -> None:
        raise NotSaved("The server is away.")

    monkeypatch.setattr("rxchat.services.workers.roll.Roll.drain", fails)
    await drain_of(services.settings).begin()
    assert services.chat.is_draining
    assert "don't know that this one is about to end" in caplog.text


async def test_a_worker_that_is_taken_for_gone_ends(services: Services, postgres_url: URL, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxchat.services.workers.roll.BEAT_SECONDS", 0.01)
    server, watch = Stoppable(), LossWatch()
    watch.start(cast(Any, server))
    assert services.roll is not None
    async with aclosing(PostgresDatabase(postgres_url)) as elsewhere:
        await WorkerRepository(elsewhere).end([services.roll.me.id])
    async with asyncio.timeout(SECONDS):
        await services.roll.until_lost()
        await watch.ended()
    assert (server.should_exit, watch.is_lost) == (True, True)


async def test_with_a_file_there_are_no_others(tmp_path: Path, new_file: Path):
    shutil.copy(new_file, tmp_path / "rxchat.db")
    async with wiring.serving(Settings(data_dir=tmp_path)):
        server, watch = Stoppable(), LossWatch()
        watch.start(cast(Any, server))
        await watch.ended()
        await drain_of(wiring.services().settings).begin()
        assert (wiring.services().chat.is_draining, server.should_exit) == (True, False)
