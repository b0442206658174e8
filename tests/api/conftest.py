"""The whole API over real services, a real database and providers that a test scripts."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fakes.acme import AcmeProvider
from fakes.anthropic import FakeAnthropic
from fastapi import FastAPI
from library_clients import client_of
from prepared_api import prepared_api
from pydantic import SecretStr

from rxchat import wiring
from rxchat.config import Settings
from rxchat.security.guard import Guard
from rxchat.wiring import Services

TOKEN = "a token of the settings"
SCRIPT = {"authorization": f"Bearer {TOKEN}"}
DROP_IN = """
from fakes.acme import AcmeProvider

class Dropped(AcmeProvider):
    pass
"""


@pytest.fixture
def anthropic() -> Generator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        fake.answer("Hello from Claude.")
        yield fake


@pytest.fixture
async def services(
    tmp_path: Path, new_file: Path, anthropic: FakeAnthropic, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    """Claude over its fake, and acme as a file in the data directory."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", anthropic.key)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", anthropic.url)
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "acme.py").write_text(DROP_IN)
    settings = Settings(data_dir=tmp_path, token=SecretStr(TOKEN))
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as built:
        yield built


@pytest.fixture
def acme(services: Services) -> AcmeProvider:
    made = services.providers.factory.create("acme")
    assert isinstance(made, AcmeProvider)
    return made


@pytest.fixture
def api(services: Services) -> Generator[FastAPI]:
    made = prepared_api()
    yield made
    made.dependency_overrides.clear()


@pytest.fixture
def guarded(api: FastAPI, services: Services) -> Any:
    """The API as it is reached: through the guard, which asks for the token."""
    return Guard(api, lambda: services.auth.sessions)


def client_through(guarded: Any) -> httpx.AsyncClient:
    """Asks in this process. A response comes in one piece, so what is streamed is looked at with `served`."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://localhost", headers=SCRIPT)


@pytest.fixture
async def client(guarded: Any) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_through(guarded) as asking:
        yield asking


@asynccontextmanager
async def serving(api: Any) -> AsyncGenerator[str]:
    """A real server on a free port, in this event loop."""
    server = uvicorn.Server(uvicorn.Config(api, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    sock = server.config.bind_socket()
    sock.listen()  # who connects before it serves waits
    running = asyncio.create_task(server.serve([sock]))
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        sock.close()


@pytest.fixture
async def served(guarded: Any) -> AsyncGenerator[httpx.AsyncClient]:
    async with serving(guarded) as url, httpx.AsyncClient(base_url=url, timeout=20, headers=SCRIPT) as asking:
        yield asking


@pytest.fixture
def hello() -> Callable[..., dict[str, Any]]:
    """What a chat is asked with, for a model."""

    def body(model: str, **more: Any) -> dict[str, Any]:
        return {"model": model, "messages": [{"role": "user", "content": "Hello"}], **more}

    return body


@pytest.fixture(params=["numbers-extended", "text", "mixed"])
async def mine(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[httpx.AsyncClient]:
    """Person 1 of an adopted file, who has projects, folders, prompts and artifacts in it."""
    async with client_of(tmp_path, request.param, "person1@example.org") as asking:
        yield asking


@pytest.fixture
async def somebody_elses(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """Person 2 of the same file, who has conversations only."""
    async with client_of(tmp_path, "text", "person2@example.org") as asking:
        yield asking
