"""Mistral: chat completions with content that changes its type mid-stream, five shapes of error, and no unknown fields."""

import re
from collections.abc import Mapping
from typing import Any

from rxchat.domain.chunks import TextDelta, ThinkingDelta
from rxchat.domain.errors import (
    BillingRequired,
    ContextTooLong,
    InvalidResponse,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
)
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.providers.errors import error_for_status
from rxchat.providers.model_list import clean_models
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.vendors.mistral_models import HIGHEST_TEMPERATURE, MODELS, by_name
from rxchat.providers.wire.json_access import Json, object_of
from rxchat.providers.wire.vendor_errors import parse_error

CODES: dict[str, type[ProviderError]] = {
    "1300": RateLimited,
    "1500": ModelNotFound,
    "invalid_model": ModelNotFound,
    "3505": Overloaded,  # the vendor's machines are full, not the person's quota
    "service_tier_capacity_exceeded": Overloaded,
}
_NAMES_HERE = {"max_completion_tokens": "max_tokens", "seed": "random_seed"}
_FOREIGN = ("stream_options", "user", "store", "logit_bias", "verbosity")
_TOO_LONG = re.compile(r"prompt contains \d+ tokens|too large for model|maximum context|context length", re.IGNORECASE)


class MistralProvider(OpenAICompatibleProvider):
    name = "mistral"
    label = "Mistral AI"
    about = "Open and commercial models"
    icon = "wind"
    env_key = "MISTRAL_API_KEY"
    env_base_url = "MISTRAL_BASE_URL"
    default_base_url = "https://api.mistral.ai"
    key_url = "https://console.mistral.ai/api-keys"
    price_list = "mistral"
    default_model = "mistral-large-latest"
    known = MODELS
    chat_path = "/v1/chat/completions"
    models_path = "/v1/models"
    asks_usage = False
    cache_key_field = "prompt_cache_key"
    most_images = 8

    async def get_models(self) -> list[ModelInfo]:
        self._listed = by_name(await self.listed_cards())
        return clean_models(self._listed.values())

    def body(self, request: ChatRequest) -> Json:
        body = super().body(request)
        info = self.model_info(request.model)
        if request.temperature is not None:
            body["temperature"] = min(request.temperature, HIGHEST_TEMPERATURE)
            if request.temperature == 0:
                body.pop("top_p", None)  # nothing is left to choose from
        if info is not None and info.capabilities.reasoning and request.reasoning is not None:
            body["reasoning_effort"] = "none" if request.reasoning is Reasoning.OFF else "high"
        return body

    def own_body(self, body: Json) -> Json:
        """Two fields of chat completions have other names here, and unknown fields are refused."""
        return {_NAMES_HERE.get(field, field): value for field, value in body.items() if field not in _FOREIGN}

    def own_event(self, event: Json) -> Json:
        """Programs expect text where this vendor writes lists of chunks."""
        choices = [self._plain_choice(choice) for choice in event.get("choices") or ()]
        return event | {"choices": choices} if choices else event

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        whole, parsed = object_of(body), parse_error(body)
        stream_status = parsed.status if status < 400 else None  # of an error inside a stream
        kind = next((CODES[name] for name in parsed.names if name in CODES), error_for_status(stream_status or status))
        if (stream_status or status) in (200, 400) and _TOO_LONG.search(parsed.says):
            kind = ContextTooLong
        elif status == 404 and not whole:
            kind = InvalidResponse  # a page of something that is not the vendor
        message = None
        if status == 429 and headers.get("x-ratelimit-limit-req-minute") == "0":
            kind, message = BillingRequired, f"Your {self.subject} plan has no request quota."
        request_id = headers.get("x-kong-request-id") or headers.get("x-request-id") or ""
        return self.fault(
            kind,
            says=parsed.says,
            message=message,
            status=status,
            headers={**headers, "x-request-id": request_id},
            vendor_code=parsed.names[0] if parsed.names else None,
        )

    def _plain_choice(self, choice: Json) -> Json:
        field = "delta" if "delta" in choice else "message"
        said = object_of(choice.get(field))
        if not isinstance(said.get("content"), list):
            return choice
        chunks = list(self.deltas({"content": said["content"]}))
        thoughts = "".join(chunk.text for chunk in chunks if isinstance(chunk, ThinkingDelta))
        text = "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))
        return choice | {field: said | {"content": text} | ({"reasoning_content": thoughts} if thoughts else {})}
