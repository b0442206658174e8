"""The specification's six steps for the unified chat endpoints, against fakes as strict as their vendors."""

import json
import re
from collections.abc import Callable, Generator
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral

from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]
CLAUDE, MISTRAL = "claude:claude-sonnet-5-5", "mistral:mistral-large-latest"


@pytest.fixture
def mistral(monkeypatch: pytest.MonkeyPatch) -> Generator[FakeMistral]:
    """Ask for it before the services: they read the environment."""
    with FakeMistral() as fake:
        fake.answer("Bonjour de Mistral.")
        monkeypatch.setenv("MISTRAL_API_KEY", fake.key)
        monkeypatch.setenv("MISTRAL_BASE_URL", fake.url)
        yield fake


def events_in(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", text, re.MULTILINE)
    return [(name, json.loads(data)) for name, data in found]


@pytest.mark.parametrize(
    ("model", "said"), [(CLAUDE, "Hello from Claude."), (MISTRAL, "Bonjour de Mistral.")], ids=["claude", "mistral"]
)
async def test_1_and_2_a_chat_has_the_same_shape_with_either(
    mistral: FakeMistral, client: httpx.AsyncClient, hello: Hello, model: str, said: str
):
    response = await client.post("/api/chat", json=hello(model))
    assert response.status_code == 200
    told = response.json()
    assert (f"{told['provider']}:{told['model']}", told["content"], told["finish_reason"]) == (model, said, "stop")
    assert told["usage"]["output_tokens"] > 0
    assert set(told) == {
        *("id", "provider", "model", "role", "content", "reasoning", "finish_reason", "raw_finish_reason"),
        *("usage", "cost", "latency_ms", "conversation_id", "notes"),
    }


@pytest.mark.parametrize(
    ("model", "said"), [(CLAUDE, "Hello from Claude."), (MISTRAL, "Bonjour de Mistral.")], ids=["claude", "mistral"]
)
async def test_3_and_4_a_stream_has_the_same_events_with_either(
    mistral: FakeMistral, served: httpx.AsyncClient, hello: Hello, model: str, said: str
):
    response = await served.post("/api/chat/stream", json=hello(model))
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_in(response.text)
    assert (events[0][0], events[-1][0]) == ("start", "finish")
    assert f"{events[0][1]['provider']}:{events[0][1]['model']}" == model
    assert "".join(data["text"] for name, data in events if name == "text") == said
    assert events[-1][1]["finish_reason"] == "stop"


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_5_an_invalid_provider_is_told(mistral: FakeMistral, client: httpx.AsyncClient, hello: Hello, path: str):
    response = await client.post(path, json=hello("model", provider="nobody"))
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_provider")
    assert response.json()["error"]["hint"]
    assert mistral.messages == []


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_6_a_missing_key_is_told_and_the_other_provider_answers(
    client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic, hello: Hello, path: str
):
    response = await client.post(path, json=hello(MISTRAL))
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["provider"]) == (409, "provider_not_configured", "mistral")
    assert "MISTRAL_API_KEY" in error["hint"]
    assert (await client.post(path, json=hello(CLAUDE))).status_code == 200
