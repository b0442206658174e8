"""Every provider's list, as vendors, gateways and local servers write it. Each entry that can't be read costs itself."""

import json
import time
import tracemalloc
from typing import Any

import pytest

from rxchat.domain.errors import AuthenticationFailed, InvalidResponse, NoModelList, ProviderError
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.model_list import MOST_MODELS, clean_models, is_model_id
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.gemini import GeminiProvider
from rxchat.providers.vendors.groq import GroqProvider
from rxchat.providers.vendors.mistral import MistralProvider
from rxchat.providers.vendors.ollama import OllamaProvider
from rxchat.providers.vendors.openai import OpenAIProvider
from rxchat.providers.vendors.openrouter import OpenRouterProvider

from .conftest import Scripted, hurried

JSON = {"content-type": "application/json"}
LAB = custom_endpoint("lab", "Lab", "http://127.0.0.1:9/v1")


async def listed(scripted: Scripted, body: Any, provider: type[BaseProvider] = LAB, status: int = 200) -> list[ModelInfo]:
    scripted.answers.clear()
    scripted.say(body if isinstance(body, bytes) else json.dumps(body), status, JSON)
    asked = provider(Connection(api_key="sk-0123456789", base_url=f"{scripted.url}/v1" if provider is LAB else scripted.url))
    hurried(asked)
    try:
        return await asked.get_models()
    finally:
        await asked.aclose()


def ids(models: list[ModelInfo]) -> list[str]:
    return [model.id for model in models]


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"id": "good"}, {"object": "model"}, None, {"id": ""}, {"id": None}]},
        {"data": ["good", 7, [], {}, True]},
        {"data": [{"name": "good"}, {"id": " "}, {"id": {"x": 1}}]},
        {"data": [{"model": "good", "name": None}, {"id": "a\u202eb"}, {"id": "x" * 201}, {"id": "a\nb"}]},
        {"data": [{"id": None, "name": "good"}, {"id": "good", "name": "again"}]},
        {"models": [{"id": "good"}]},
        {"data": None, "models": [{"model": "good"}]},
        {"data": {"models": ["good"]}},
        {"object": "list", "results": ["good"]},
        ["good"],
        [None, {"id": "good"}],
        [{"id": "good", "name": 7, "context_length": "big", "architecture": "x", "capabilities": 3, "created": "now"}],
    ],
    ids=lambda body: json.dumps(body)[:60],
)
async def test_an_odd_entry_or_shape_costs_itself_only(scripted: Scripted, body: Any):
    assert ids(await listed(scripted, body)) == ["good"]


@pytest.mark.parametrize("body", [{"data": []}, {"data": None}, {"models": []}, {"object": "list", "data": None, "models": []}])
async def test_an_empty_list_is_one(scripted: Scripted, body: Any):
    assert await listed(scripted, body) == []


@pytest.mark.parametrize("body", [7, None, {}, {"data": 7}, {"error": "no"}, {"data": [None]}, b"<html>", b"{", b"1" * 5000])
async def test_what_is_no_list_is_told_with_the_form_of_the_address(scripted: Scripted, body: Any):
    with pytest.raises(InvalidResponse) as raised:
        await listed(scripted, body)
    assert "http://127.0.0.1:9/v1" in raised.value.hint


ODD = [None, "x", 7, {}, {"id": None, "name": None}, {"id": ""}]
CHATS = {"capabilities": {"completion_chat": True, "vision": None}, "aliases": [None, 7, "good-latest"]}


@pytest.mark.parametrize(
    ("provider", "field", "card"),
    [
        (ClaudeProvider, "data", {"id": "good", "display_name": None, "capabilities": 3, "max_tokens": "x"}),
        (GeminiProvider, "models", {"name": "models/good", "supportedGenerationMethods": ["generateContent"], "displayName": 7}),
        (MistralProvider, "data", {"id": "good", **CHATS}),
        (OllamaProvider, "models", {"name": "good", "model": None, "digest": None}),
        (GroqProvider, "data", {"id": "good"}),
        (OpenRouterProvider, "data", {"id": "good", "architecture": None, "supported_parameters": 7, "top_provider": "x"}),
        (OpenAIProvider, "data", {"id": "gpt-99-good", "shutdown_date": 7}),
    ],
    ids=lambda value: value.name if isinstance(value, type) else "",
)
async def test_each_vendors_reader_is_as_tolerant(scripted: Scripted, provider: type[BaseProvider], field: str, card: Any):
    found = ids(await listed(scripted, {field: [*ODD[:1], card, *ODD[2:]]}, provider))
    assert [name for name in found if "good" in name], found
    assert len(found) == 1, found


@pytest.mark.parametrize("status", [403, 404, 405, 501])
async def test_a_server_without_a_list_says_what_to_do(scripted: Scripted, status: int):
    for body in ({"detail": "Not Found"}, {"error": {"message": "no such route"}}, b"<html>"):
        with pytest.raises(NoModelList) as raised:
            await listed(scripted, body, status=status)
        assert "has no model list" in raised.value.message or status == 403
        assert "add a model by its ID" in raised.value.hint
        assert "key" not in raised.value.message or status == 403
    with pytest.raises(AuthenticationFailed):
        await listed(scripted, {"error": {"message": "bad key"}}, status=401)


async def test_a_list_hidden_from_a_key_blames_the_key_not_alone(scripted: Scripted):
    with pytest.raises(NoModelList, match="doesn't show") as raised:
        await listed(scripted, {"error": {"message": "forbidden"}}, status=403)
    assert "key" in raised.value.hint


async def test_a_huge_list_is_read_from_its_beginning_within_a_bound(scripted: Scripted):
    entries = [{"id": f"model-{number:07}", "object": "model", "owned_by": "somebody"} for number in range(200_000)]
    body = json.dumps({"object": "list", "data": entries}).encode()
    del entries
    tracemalloc.start()
    started = time.process_time()
    found = await listed(scripted, body)
    seconds, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(found), found[0].id, found[-1].id) == (MOST_MODELS, "model-0000000", f"model-{MOST_MODELS - 1:07}")
    assert peak < 80 * 2**20, f"{peak / 2**20:.0f} MB for {len(body) / 2**20:.0f} MB"
    assert seconds < 20


async def test_pages_without_end_are_given_up(scripted: Scripted):
    for page in range(50):
        body = {"data": [{"id": f"claude-{page}-{number}"} for number in range(200)], "has_more": True, "last_id": f"{page}"}
        scripted.say(json.dumps(body), headers=JSON)
    asked = ClaudeProvider(Connection(api_key="sk-0123456789", base_url=scripted.url))
    assert len(await asked.get_models()) == MOST_MODELS
    assert len(scripted.requests) == MOST_MODELS // 200
    await asked.aclose()


def test_names_are_bounded_and_show_what_they_are():
    def named(model: str, name: str) -> ModelInfo:
        return ModelInfo(provider="acme", id=model, name=name)

    models = clean_models(
        [
            named("a", "Good\u202e\u200b\x1b[31m name"),
            named("a", "again"),
            named("b", "\u202e"),
            named("", "x"),
            named("c", "n" * 999),
        ]
    )
    assert [(model.id, model.name[:20]) for model in models] == [("a", "Good[31m name"), ("b", "b"), ("c", "n" * 20)]
    assert len(models[2].name) == 200


@pytest.mark.parametrize(
    ("text", "is_one"), [("a", True), ("a b", True), ("x" * 200, True), ("x" * 201, False), ("\u2066a", False), (" ", False)]
)
def test_an_id_can_be_seen_whole(text: str, is_one: bool):
    assert is_model_id(text) is is_one


async def test_an_error_of_the_server_stays_what_it_is(scripted: Scripted):
    with pytest.raises(ProviderError) as raised:
        await listed(scripted, {"error": {"message": "down"}}, status=503)
    assert raised.value.code == "overloaded"
