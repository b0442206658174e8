from dataclasses import replace

from rxchat.domain.messages import Role
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import ChatRequest
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.wire.json_access import Json, count_of, object_of


class OpenRouterProvider(OpenAICompatibleProvider):
    name = "openrouter"
    label = "OpenRouter"
    about = "Hundreds of models, one key"
    icon = "route"
    env_key = "OPENROUTER_API_KEY"
    env_base_url = "OPENROUTER_BASE_URL"
    default_base_url = "https://openrouter.ai/api/v1"
    key_url = "https://openrouter.ai/settings/keys"
    price_list = "openrouter"

    async def check_key(self) -> None:
        await self.http.get_json("/key", seconds=self.deadlines.listing)  # the list of models is open to everyone

    def model_of(self, card: Json) -> ModelInfo | None:
        model = super().model_of(card)
        inputs, fields = object_of(card.get("architecture")).get("input_modalities"), card.get("supported_parameters")
        return model and replace(
            model,
            max_output_tokens=count_of(object_of(card.get("top_provider")).get("max_completion_tokens")),
            capabilities=replace(
                model.capabilities,
                images="image" in inputs if isinstance(inputs, list) and inputs else None,
                reasoning="reasoning" in fields if isinstance(fields, list) and fields else None,
                tools="tools" in fields if isinstance(fields, list) and fields else None,
            ),
        )

    def body(self, request: ChatRequest) -> Json:
        """Most of its vendors cache by themselves. One has to be asked, at the price of a write: from the second turn on."""
        is_asked = request.model.startswith("anthropic/") and any(turn.role is Role.ASSISTANT for turn in request.messages)
        return super().body(request) | ({"cache_control": {"type": "ephemeral"}} if is_asked else {})
