"""OpenAI: chat completions. Reasoning stays hidden there; only its tokens are counted."""

from dataclasses import replace

from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import ChatRequest
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.vendors.openai_models import MODELS, SNAPSHOT, from_listing, rules_for
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

    async def get_models(self) -> list[ModelInfo]:
        models = await super().get_models()
        ids = {model.id for model in models}
        return [model for model in models if SNAPSHOT.sub("", model.id) not in ids - {model.id}]

    def model_of(self, card: Json) -> ModelInfo | None:
        model = from_listing(card)
        return model and model.info

    def body(self, request: ChatRequest) -> Json:
        rules = rules_for(request.model)
        effort = rules.effort(request.reasoning)
        if not rules.takes_sampling(effort):
            request = replace(request, temperature=None, top_p=None)
        if request.max_tokens is not None and rules.max_output is not None:
            request = replace(request, max_tokens=min(request.max_tokens, rules.max_output))
        body = super().body(request)
        if rules.reasons:
            body["messages"] = [_developer(turn) for turn in body["messages"]]
        return body | ({"reasoning_effort": effort} if effort else {})


def _developer(turn: Json) -> Json:
    """What reasoning models call system text."""
    return turn | {"role": "developer"} if turn["role"] == "system" else turn
