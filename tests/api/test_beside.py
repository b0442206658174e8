"""The API beside the page, and its import with the first request."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from rxchat import wiring
from rxchat.api.app import create_api
from rxchat.api.beside import ApiOnDemand, beside
from rxchat.config import Settings
from rxchat.security.guard import App, Receive, Scope, Send


def named(name: bytes) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": name})

    return app


def client_of(app: App) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.fixture
async def client(tmp_path: Path, new_file: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that has answered no request yet."""
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings), client_of(ApiOnDemand(wiring.services)) as asking:
        yield asking


async def test_what_is_under_api_is_answered_by_the_api_and_all_else_by_the_page():
    async with client_of(beside(named(b"page"), named(b"api"))) as client:
        answers = {path: (await client.get(path)).text for path in ("/", "/c/1", "/apiary", "/api", "/api/models")}
    assert answers == {"/": "page", "/c/1": "page", "/apiary": "page", "/api": "api", "/api/models": "api"}


async def test_health_is_the_same_before_the_first_request_to_the_api_and_after_it(client: httpx.AsyncClient):
    before = await client.get("/api/health")
    assert (await client.post("/api/health")).headers["allow"] == "GET"
    after = await client.get("/api/health")
    assert before.status_code == after.status_code == 200
    assert before.json() == after.json()
    assert before.headers["content-type"] == after.headers["content-type"]


async def test_the_first_requests_may_all_come_at_once(client: httpx.AsyncClient):
    paths = ("/api/session", "/api/folders", "/api/conversations", "/api/conversations/1", "/api/nothing", "/api/session")
    answers = await asyncio.gather(*(client.get(path) for path in paths))
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 404, 401]


async def test_the_document_has_all_routes_whatever_was_asked_for_before(client: httpx.AsyncClient):
    await client.get("/api/tokens")
    assert (await client.get("/api/openapi.json")).json() == create_api().openapi()
