"""Five vendors, of which one is dead, one takes 10 s and one talks nonsense: the models are listed at once, the others answer."""

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral
from fakes.openai import FakeOpenAI
from fakes.server import FakeReply, FakeRequest
from launch import free_port
from pydantic import SecretStr

from rxchat import wiring
from rxchat.config import Settings
from rxchat.wiring import Services

from .conftest import TOKEN

SLOW_SECONDS = 10
SOON_SECONDS = 1.5
"""Far below what the slow one takes, and far above what a busy machine needs."""


class SlowGemini(FakeGemini):
    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        await reply.pause(SLOW_SECONDS)
        await super().serve(request, reply)


@pytest.fixture
def environment() -> Generator[dict[str, str]]:
    with ExitStack() as stack:
        claude, openai = stack.enter_context(FakeAnthropic()), stack.enter_context(FakeOpenAI())
        mistral, gemini = stack.enter_context(FakeMistral()), stack.enter_context(SlowGemini())
        claude.answer("Well.")
        openai.answer("Well too.")
        mistral.listing = b"<html>busy</html>"
        mistral.answer(None, raw=b"data: nonsense\n\n")
        yield {
            "ANTHROPIC_API_KEY": claude.key,
            "ANTHROPIC_BASE_URL": claude.url,
            "OPENAI_API_KEY": openai.key,
            "OPENAI_BASE_URL": openai.url,
            "MISTRAL_API_KEY": mistral.key,
            "MISTRAL_BASE_URL": mistral.url,
            "GEMINI_API_KEY": gemini.key,
            "GEMINI_BASE_URL": gemini.url,
            "GROQ_API_KEY": "gsk-nobody-is-there",
            "GROQ_BASE_URL": f"http://127.0.0.1:{free_port()}",
        }


@pytest.fixture
async def services(
    tmp_path: Path, new_file: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings(data_dir=tmp_path, token=SecretStr(TOKEN))
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as built:
        yield built


async def test_models_are_told_at_once_whoever_is_unwell(client: httpx.AsyncClient):
    took: list[float] = []
    listed: dict[str, Any] = {}
    for _ in range(3):
        started = time.monotonic()
        listed = (await client.get("/api/models")).json()
        took.append(time.monotonic() - started)
    assert min(took) < SOON_SECONDS
    assert {"claude", "openai", "mistral", "gemini"} <= {model["provider"] for model in listed["models"]}
    stale = {provider["name"] for provider in listed["providers"] if provider["is_stale"]}
    assert {"gemini", "groq"} <= stale


async def test_a_chat_does_not_wait_for_one_with_an_unwell_vendor(client: httpx.AsyncClient, hello: Any):
    slow = asyncio.create_task(client.post("/api/chat", json=hello("gemini:gemini-3.8-flash"), timeout=30))
    broken = asyncio.create_task(client.post("/api/chat", json=hello("mistral:mistral-large-latest"), timeout=30))
    dead = asyncio.create_task(client.post("/api/chat", json=hello("groq:anything"), timeout=30))
    answers = await asyncio.gather(
        *(client.post("/api/chat", json=hello(model)) for model in ("claude:claude-sonnet-5-5", "openai:gpt-6-luna"))
    )
    assert [answer.json().get("content") for answer in answers] == ["Well.", "Well too."]
    assert not slow.done()
    assert (await broken).json()["error"]["code"] == "invalid_response"
    assert (await dead).json()["error"]["code"] == "connection_failed"
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
