import json
from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.messages import Message, assistant_message, user_message
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.vendors.openrouter import OpenRouterProvider

from ..conformance.test_suite import CompletionDialect
from ..conftest import Scripted

JSON = {"content-type": "application/json"}
CARD = {
    "id": "maker/seer-1",
    "name": "Maker: Seer 1",
    "context_length": 131_072,
    "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
    "top_provider": {"context_length": 131_072, "max_completion_tokens": 16_384, "is_moderated": False},
    "supported_parameters": ["max_tokens", "reasoning", "temperature"],
}


class TestOpenRouterConformance(CompletionDialect):
    provider = OpenRouterProvider

    def thinking(self, text: str) -> bytes:
        return self.chunk({"reasoning": text})


@pytest.fixture
async def openrouter(scripted: Scripted) -> AsyncGenerator[OpenRouterProvider]:
    provider = OpenRouterProvider(Connection(api_key="k", base_url=f"{scripted.url}/api/v1"))
    yield provider
    await provider.aclose()


async def test_its_list_tells_names_sizes_and_abilities(scripted: Scripted, openrouter: OpenRouterProvider):
    scripted.say(json.dumps({"data": [CARD, {"id": "maker/plain"}]}), headers=JSON)
    assert await openrouter.get_models() == [
        ModelInfo(
            provider="openrouter",
            id="maker/seer-1",
            name="Maker: Seer 1",
            context_window=131_072,
            max_output_tokens=16_384,
            capabilities=Capabilities(chat=True, images=True, reasoning=True, tools=False),
        ),
        ModelInfo(
            provider="openrouter",
            id="maker/plain",
            name="maker/plain",
            capabilities=Capabilities(images=None, reasoning=None, tools=None),
        ),
    ]


@pytest.mark.parametrize(("status", "is_good"), [(200, True), (401, False)])
async def test_a_key_is_tried_where_it_is_asked_for(
    scripted: Scripted, openrouter: OpenRouterProvider, status: int, is_good: bool
):
    scripted.say('{"data": {"label": "mine"}, "error": {"code": 401, "message": "no"}}', status=status, headers=JSON)
    assert await openrouter.validate_api_key() is is_good
    assert scripted.last.path == "/api/v1/key"


@pytest.mark.parametrize(
    ("model", "messages", "is_asked"),
    [
        ("anthropic/claude-sonnet-5.5", (user_message("Hi"),), False),
        ("anthropic/claude-sonnet-5.5", (user_message("Hi"), assistant_message("Hello."), user_message("So?")), True),
        ("maker/seer-1", (user_message("Hi"), assistant_message("Hello."), user_message("So?")), False),
    ],
)
def test_the_vendor_that_must_be_asked_to_cache_is_asked_from_the_second_turn_on(
    openrouter: OpenRouterProvider, model: str, messages: tuple[Message, ...], is_asked: bool
):
    body = openrouter.body(ChatRequest(model=model, messages=messages))
    assert body.get("cache_control") == ({"type": "ephemeral"} if is_asked else None)
