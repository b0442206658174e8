"""Claude: Anthropic's Messages API."""

import base64
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ContentBlocked,
    ContextTooLong,
    InvalidResponse,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    TimedOut,
)
from rxchat.domain.messages import ImagePart, Part
from rxchat.domain.models import Lifecycle, ModelInfo
from rxchat.domain.protocols import Protocol
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import error_for_status
from rxchat.providers.model_list import clean_models, fetch_all_pages
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.transport.tapped_client import TappedClient
from rxchat.providers.vendors.claude_caching import HOUR, marked
from rxchat.providers.vendors.claude_formats import closed_schema
from rxchat.providers.vendors.claude_models import HIGHEST_TEMPERATURE, MODELS, ClaudeModel, from_listing, rules_for
from rxchat.providers.vendors.claude_tools import tool_delta, tool_fields, with_tools
from rxchat.providers.wire.json_access import Json, count_of, object_of

# The last version that lets the 4.5 and 4.6 models be given a temperature. The later ones refuse it anyway.
API_VERSION = "2023-06-01"

DEFAULT_MAX_TOKENS = 32_000  # thinking counts towards it: a small bound ends in thinking and no answer

STOP_REASONS = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.CONTEXT,
    "refusal": FinishReason.REFUSAL,
    "tool_use": FinishReason.TOOL,
}

ERROR_TYPES: dict[str, type[ProviderError]] = {
    "invalid_request_error": RequestRejected,
    "authentication_error": AuthenticationFailed,
    "permission_error": AuthenticationFailed,
    "billing_error": BillingRequired,
    "not_found_error": ModelNotFound,
    "request_too_large": ContextTooLong,
    "rate_limit_error": RateLimited,
    "timeout_error": TimedOut,
    "conflict_error": ServerFault,
    "api_error": ServerFault,
    "overloaded_error": Overloaded,
}

# Rejected requests that mean something more exact: Anthropic has one type for all of them.
REJECTIONS: tuple[tuple[str, type[ProviderError]], ...] = (
    (r"credit balance|spend.?limit|usage limits|on.hold", BillingRequired),
    (r"prompt is too long|exceed.{0,15}context", ContextTooLong),
    (r"content filtering policy", ContentBlocked),
)


class ClaudeProvider(BaseProvider):
    name = "claude"
    label = "Claude"
    company = "Anthropic"
    about = "Opus, Sonnet and Haiku"
    icon = "asterisk"
    env_key = "ANTHROPIC_API_KEY"
    env_base_url = "ANTHROPIC_BASE_URL"
    default_base_url = "https://api.anthropic.com"
    key_url = "https://platform.claude.com/settings/keys"
    price_list = "anthropic"
    cache_lifetimes = (300, HOUR)
    takes_tools = True
    takes_formats = True
    own_protocols = MappingProxyType({Protocol.MESSAGES: "/v1/messages", Protocol.COUNT_TOKENS: "/v1/messages/count_tokens"})
    own_headers = ("anthropic-version", "anthropic-beta")

    _listed: Mapping[str, ClaudeModel] = {}

    def get_default_model(self) -> str:
        return "claude-sonnet-5-5"

    def known_models(self) -> list[ModelInfo]:
        return [model.info for model in MODELS]

    def model_info(self, model: str) -> ModelInfo:
        return (self._listed.get(model) or rules_for(model)).info

    async def get_models(self) -> list[ModelInfo]:
        cards = await fetch_all_pages(self, "/v1/models", {"limit": 1000}, _next_page)
        self._listed = {model.id: model for model in map(from_listing, cards)}
        return clean_models(model.info for model in self._listed.values() if model.lifecycle is not Lifecycle.RETIRED)

    def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        if request.own is None:
            return self._answer(self.http, self._body(request))
        client = TappedClient(self.http, request.own.headers)
        return client.relayed(self._answer(client, dict(request.own.body) | {"model": request.model}))

    async def _answer(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        counts: dict[str, Any] = {}
        stop: Json = {}
        async with http.post_stream("/v1/messages", body) as events:
            async for event in events:
                match event:
                    case {"type": "message_start", "message": {"id": str(id), "model": str(model), "usage": usage}}:
                        yield Started(id=id, model=model)
                        yield UsageUpdate(usage=_usage(counts, usage))
                    case {"type": "content_block_start", "content_block": block}:
                        yield tool_delta(event) or _words(block)
                    case {"type": "content_block_delta", "delta": delta}:
                        yield tool_delta(event) or _words(delta)
                    case {"type": "message_delta", "delta": delta}:
                        stop |= delta
                        usage = _usage(counts, object_of(event.get("usage")))
                        yield UsageUpdate(usage=usage)
                        if stop.get("stop_reason"):
                            yield replace(_finished(stop, usage), is_provisional=True)
                    case {"type": "message_stop"}:
                        yield _finished(stop, _usage(counts, {}))
                    case {"type": "message", "content": [*blocks]}:  # the whole answer at once
                        yield Started(id=str(event.get("id") or ""), model=str(event.get("model") or ""))
                        for index, block in enumerate(blocks):
                            yield tool_delta({"index": index, "content_block": block}) or _words(block)
                        yield _finished(event, _usage(counts, object_of(event.get("usage"))))
                    case _:  # pings, signatures, hidden thinking, and whatever is invented next
                        continue

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        return ("/v1/messages", "/v1/models", "/v1")

    def request_headers(self) -> dict[str, str]:
        return {"anthropic-version": API_VERSION} | ({"x-api-key": self.key} if self.key else {})

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        match body:
            case {"error": {"type": str(type), "message": str(says)} as error}:
                kind = ERROR_TYPES.get(type, error_for_status(status))
                code = str(object_of(object_of(error).get("details")).get("error_code") or type)
            case _ if status == 404:
                return self.fault(InvalidResponse, status=status, headers=headers)  # another server altogether
            case _:  # not Anthropic's: from something before it, such as a gateway
                return super().classify(status, headers, body)
        if kind is RequestRejected:
            kind = next((exact for pattern, exact in REJECTIONS if re.search(pattern, f"{code} {says}", re.IGNORECASE)), kind)
        if status == 429 and ("spend_limit" in code or not headers.keys() & {"retry-after", "retry-after-ms"}):
            kind = BillingRequired  # a monthly limit: waiting does not help
        return self.fault(kind, says=says, status=status, headers=headers, vendor_code=code or None)

    def _body(self, request: ChatRequest) -> Json:
        rules = self._listed.get(request.model) or rules_for(request.model)
        body: Json = {
            "model": request.model,
            "max_tokens": min(request.max_tokens or DEFAULT_MAX_TOKENS, rules.max_output or DEFAULT_MAX_TOKENS),
            "messages": [
                {"role": turn.role, "content": with_tools(turn, [_block(part) for part in turn.parts])}
                for turn in request.messages
            ],
            "stream": True,
        }
        if request.system:
            body["system"] = request.system
        body |= tool_fields(request)
        body |= rules.thinking_fields(request.reasoning, body["max_tokens"])
        if request.answer_format is not None:
            body["output_config"] = body.get("output_config", {}) | {"format": self._format(request.answer_format)}
        if rules.takes_sampling and body.get("thinking", {"type": "disabled"})["type"] == "disabled":
            if request.temperature is not None:  # one of the two: both together are refused
                body["temperature"] = min(request.temperature, HIGHEST_TEMPERATURE)
            elif request.top_p is not None:
                body["top_p"] = request.top_p
        return marked(body, self.connection.cache_seconds)

    def _format(self, asked: AnswerFormat) -> Json:
        if asked.schema is None:
            message = f"{self.subject} answers in JSON only by a schema."
            raise self.fault(RequestRejected, message=message, hint="Send a schema (`json_schema`), or ask for plain text.")
        return {"type": "json_schema", "schema": closed_schema(asked.schema)}


def _next_page(page: Json) -> dict[str, str]:
    return {"after_id": str(page["last_id"])} if page.get("has_more") and page.get("last_id") else {}


def _block(part: Part) -> Json:
    match part:
        case ImagePart():
            data = base64.b64encode(part.data).decode()
            return {"type": "image", "source": {"type": "base64", "media_type": part.media_type, "data": data}}
        case _:
            return {"type": "text", "text": part.text}


def _words(block: Any) -> Chunk:
    """What a block says, or a piece of one, which may come without its type; nothing where it is neither text nor thinking."""
    match block:
        case {"type": str(kind)} if kind not in ("text", "text_delta", "thinking", "thinking_delta"):
            return TextDelta(text="")
        case {"thinking": str(text)} if text:
            return ThinkingDelta(text=text)
        case {"text": str(text)}:
            return TextDelta(text=text)
        case _:
            return TextDelta(text="")


def _usage(counts: dict[str, Any], news: Mapping[str, Any]) -> Usage:
    """Anthropic counts cumulatively and leaves out what has not changed: `counts` keeps what is known."""
    counts |= {name: value for name, value in news.items() if value is not None}
    parts = [count_of(counts.get(name)) for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")]
    counted = [part for part in parts if part is not None]
    return Usage(
        input_tokens=sum(counted) if counted else None,
        output_tokens=count_of(counts.get("output_tokens")),
        cache_read_tokens=parts[2],
        cache_write_tokens=parts[1],
        reasoning_tokens=count_of(object_of(counts.get("output_tokens_details")).get("thinking_tokens")),
    )


def _finished(stop: Json, usage: Usage) -> Finished:
    raw = str(stop.get("stop_reason") or "")
    details = object_of(stop.get("stop_details"))
    reasons = [raw, *(str(details[name]) for name in ("category", "explanation") if details.get(name))]
    return Finished(reason=STOP_REASONS.get(raw, FinishReason.UNKNOWN), raw_reason=": ".join(reasons), usage=usage)
