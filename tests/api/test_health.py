"""`GET /api/health` and `GET /api/ready`."""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from rxchat import __version__, wiring
from rxchat.api import health
from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate


@pytest.fixture
def app() -> FastAPI:
    made = FastAPI()
    made.include_router(health.router)
    return made


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    """A folder stands where the database was."""
    kept = path.rename(path.with_suffix(".kept"))
    path.mkdir()
    yield
    path.rmdir()
    kept.rename(path)


async def ask(app: FastAPI, path: str = "/api/health") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get(path)


async def test_a_running_program_is_well(app: FastAPI, tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    migrate(settings.sqlite_path, on_step=lambda _: None)
    async with wiring.serving(settings):
        response = await ask(app)
    assert (response.status_code, response.json()) == (200, {"status": "ok", "version": __version__, "database": "ok"})


async def test_a_database_that_is_gone_is_said(app: FastAPI, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    settings = Settings(data_dir=tmp_path)
    migrate(settings.sqlite_path, on_step=lambda _: None)
    async with aclosing(Database(settings.sqlite_path)) as database, wiring.serving(settings, database=database):
        await database.aclose()
        with moved_away(settings.sqlite_path):
            response = await ask(app)
    assert (response.status_code, response.json()["database"]) == (503, "error")
    assert "does not answer" in caplog.text


async def test_who_stops_is_not_ready_and_yet_well(app: FastAPI, tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    migrate(settings.sqlite_path, on_step=lambda _: None)
    async with wiring.serving(settings) as services:
        before = await ask(app, "/api/ready")
        services.chat.drain()
        after = await ask(app, "/api/ready")
        assert (await ask(app)).status_code == 200
    assert (before.status_code, before.json()) == (200, {"status": "ready", "version": __version__})
    assert (after.status_code, after.json()) == (503, {"status": "draining", "version": __version__})
