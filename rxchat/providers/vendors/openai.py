"""OpenAI: chat completions. Reasoning stays hidden there; only its tokens are counted.

Programs reach its Responses API too, with requests of their own.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace
from types import MappingProxyType

from rxchat.domain.chunks import Chunk
from rxchat.domain.models import ModelInfo
from rxchat.domain.protocols import Protocol
from rxchat.domain.requests import ChatRequest
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.transport.tapped_client import TappedClient
from rxchat.providers.vendors.openai_formats import strictness
from rxchat.providers.vendors.openai_models import MODELS, SNAPSHOT, from_listing, rules_for
from rxchat.providers.vendors.openai_responses import PATH, response_chunks
from rxchat.providers.wire.json_access import Json


class OpenAIProvider(OpenAICompatibleProvider):
    name = "openai"
    label = "OpenAI"
    about = "GPT models"
    icon = "sparkles"
    env_key = "OPENAI_API_KEY"
    env_base_url = "OPENAI_BASE_URL"
    default_base_url = "https://api.openai.com/v1"
    key_url = "https://platform.openai.com/api-keys"
    price_list = "openai"
    default_model = MODELS[0].id
    known = tuple(model.info for model in MODELS)
    max_tokens_field = "max_completion_tokens"
    cache_key_field = "prompt_cache_key"
    own_protocols = MappingProxyType({Protocol.CHAT: "/chat/completions", Protocol.RESPONSES: PATH})

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        return (*super().request_paths(), PATH)

    async def get_models(self) -> list[ModelInfo]:
        models = await super().get_models()
        ids = {model.id for model in models}
        return [model for model in models if SNAPSHOT.sub("", model.id) not in ids - {model.id}]

    def model_of(self, card: Json) -> ModelInfo | None:
        model = from_listing(card)
        return model and model.info

    def sent_body(self, request: ChatRequest) -> Json:
        if request.own is None or request.own.protocol is not Protocol.RESPONSES:
            return super().sent_body(request)
        return {**request.own.body, "model": request.model, "store": False}

    def answer_to(self, request: ChatRequest, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        if request.own is None or request.own.protocol is not Protocol.RESPONSES:
            return super().answer_to(request, http, body)
        client = TappedClient(http, request.own.headers)
        return client.relayed(response_chunks(client, body, self))

    def body(self, request: ChatRequest) -> Json:
        rules = rules_for(request.model)
        effort = rules.effort(request.reasoning)
        if not rules.takes_sampling(effort):
            request = replace(request, temperature=None, top_p=None)
        if request.max_tokens is not None and rules.max_output is not None:
            request = replace(request, max_tokens=min(request.max_tokens, rules.max_output))
        if request.answer_format is not None:
            asked = replace(request.answer_format, is_strict=strictness(request.answer_format))
            request = replace(request, answer_format=asked)
        body = super().body(request)
        if rules.reasons:
            body["messages"] = [_developer(turn) for turn in body["messages"]]
        return body | ({"reasoning_effort": effort} if effort else {})


def _developer(turn: Json) -> Json:
    """What reasoning models call system text."""
    return turn | {"role": "developer"} if turn["role"] == "system" else turn
