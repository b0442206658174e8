"""A program with a token, over the services of `tests/api`, and a server with one vendor of each kind."""

from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral
from fakes.ollama import FakeOllama
from fakes.openai import FakeOpenAI
from programs import new_token, program_of

from rxchat.wiring import Services

from ..conftest import serving


@pytest.fixture
async def token(services: Services) -> str:
    return await new_token(services, name="Editor")


@pytest.fixture
async def program(guarded: Any, token: str) -> AsyncGenerator[httpx.AsyncClient]:
    async with program_of(guarded, token) as asking:
        yield asking


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Generator[dict[str, Any]]:
    """Ask for it before the services: they read the environment."""
    with FakeMistral() as mistral, FakeOpenAI() as openai, FakeGemini() as gemini, FakeOllama() as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        for name, fake in {"MISTRAL": mistral, "OPENAI": openai, "GEMINI": gemini}.items():
            monkeypatch.setenv(f"{name}_API_KEY", fake.key)
            monkeypatch.setenv(f"{name}_BASE_URL", fake.url + ("/v1" if name == "OPENAI" else ""))
            fake.answer("Hello there.")
        ollama.answer("Hello there.")
        yield {"mistral": mistral, "openai": openai, "gemini": gemini, "ollama": ollama}


@pytest.fixture
async def url(vendors: dict[str, Any], services: Services, guarded: Any, anthropic: FakeAnthropic) -> AsyncGenerator[str]:
    anthropic.answer("Hello there.")
    vendors["claude"] = anthropic
    async with serving(guarded) as address:
        yield address
