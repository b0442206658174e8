"""Gemini: Google's generateContent API."""

import base64
import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, ToolCallDelta, UsageUpdate
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
from rxchat.domain.messages import ImagePart, Part, Role
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import brief, error_for_status
from rxchat.providers.model_list import clean_models, fetch_all_pages
from rxchat.providers.vendors.gemini_models import MODELS, GeminiModel, from_listing, rules_for
from rxchat.providers.vendors.gemini_tools import GeminiCalls, tool_fields
from rxchat.providers.wire.json_access import Json, count_of, list_of, object_of

REFUSALS = (
    "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "ESCALATION", "PUP_LIMITED_DISABLED",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR",
)  # fmt: skip
FINISH_REASONS = {
    "STOP": FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    "CONTINUATION": FinishReason.LENGTH,
    "MALFORMED_RESPONSE": FinishReason.ERROR,
    "MALFORMED_FUNCTION_CALL": FinishReason.TOOL,
    "UNEXPECTED_TOOL_CALL": FinishReason.TOOL,
    "TOO_MANY_TOOL_CALLS": FinishReason.TOOL,
} | dict.fromkeys(REFUSALS, FinishReason.REFUSAL)

ERROR_STATUSES: dict[str, type[ProviderError]] = {
    "INVALID_ARGUMENT": RequestRejected,
    "FAILED_PRECONDITION": BillingRequired,
    "UNAUTHENTICATED": AuthenticationFailed,
    "PERMISSION_DENIED": AuthenticationFailed,
    "NOT_FOUND": ModelNotFound,
    "RESOURCE_EXHAUSTED": RateLimited,
    "INTERNAL": ServerFault,
    "UNAVAILABLE": Overloaded,
    "DEADLINE_EXCEEDED": TimedOut,
}
TOO_LONG = re.compile(r"token count.{0,40}exceeds|exceeds the maximum number of tokens", re.IGNORECASE)


class GeminiProvider(BaseProvider):
    name = "gemini"
    label = "Gemini"
    company = "Google"
    about = "Google's models, with a free tier"
    icon = "gem"
    env_key = "GEMINI_API_KEY"
    env_base_url = "GEMINI_BASE_URL"
    default_base_url = "https://generativelanguage.googleapis.com"
    key_url = "https://aistudio.google.com/apikey"
    price_list = "google"
    takes_tools = True
    takes_formats = True

    _listed: Mapping[str, GeminiModel] = {}

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._calls = GeminiCalls()

    def get_default_model(self) -> str:
        return MODELS[0].id

    def known_models(self) -> list[ModelInfo]:
        return [model.info for model in MODELS]

    def model_info(self, model: str) -> ModelInfo:
        return (self._listed.get(model) or rules_for(model)).info

    async def get_models(self) -> list[ModelInfo]:
        cards = await fetch_all_pages(self, "/v1/models", {"pageSize": 1000}, _next_page)
        self._listed = {model.id: model for card in cards if (model := from_listing(card)) is not None}
        return clean_models(model.info for model in self._listed.values())

    async def check_key(self) -> None:
        await self.http.get_json("/v1/models", {"pageSize": 1}, seconds=self.deadlines.listing)

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        return ("/v1/models", "/v1", "/v1beta/models", "/v1beta/openai", "/v1beta")

    def request_headers(self) -> dict[str, str]:
        return {"x-goog-api-key": self.key} if self.key else {}

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        path = f"/v1/models/{quote(request.model, safe='')}:streamGenerateContent?alt=sse"
        usage, reason, has_started, calls = Usage(), "", False, 0
        async with self.http.post_stream(path, self._body(request)) as events:
            async for event in events:
                blocked = object_of(event.get("promptFeedback")).get("blockReason")
                if blocked:
                    raise self.fault(ContentBlocked, says=f"the prompt ({brief(str(blocked))})", vendor_code=str(blocked))
                if event and not has_started:
                    has_started = True
                    yield Started(id=str(event.get("responseId") or ""), model=str(event.get("modelVersion") or ""))
                for candidate in event.get("candidates") or ():
                    for chunk in self._deltas(candidate, calls):
                        calls += isinstance(chunk, ToolCallDelta)
                        yield chunk
                    reason = _reason(candidate) or reason
                if event.get("usageMetadata"):
                    usage = _usage(event["usageMetadata"])
                    yield UsageUpdate(usage=usage)
                if reason:  # nothing else tells an end from a loss
                    kind = FINISH_REASONS.get(reason.partition(":")[0], FinishReason.UNKNOWN)
                    kind = FinishReason.TOOL if calls and kind is FinishReason.STOP else kind
                    yield Finished(reason=kind, raw_reason=reason, usage=usage, is_provisional=True)

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        whole = (_objects(body) or [{}])[0] if isinstance(body, list) else object_of(body)  # some come in a list of one
        error = object_of(whole.get("error"))
        details = _objects(error.get("details"))
        says, word = str(error.get("message") or ""), str(error.get("status") or "")
        code = next((str(detail["reason"]) for detail in details if detail.get("reason")), word)
        status = count_of(error.get("code")) or status
        if not error:
            return super().classify(status, headers, body) if status != 404 else self.fault(InvalidResponse, status=status)
        kind = ERROR_STATUSES.get(word, error_for_status(status))
        if code.startswith("API_KEY_"):
            kind = AuthenticationFailed
        elif kind is RequestRejected and TOO_LONG.search(says):
            kind = ContextTooLong
        violations = [violation for detail in details for violation in _objects(detail.get("violations"))]
        message = hint = None
        if kind is RateLimited and any("PerDay" in str(violation.get("quotaId")) for violation in violations):
            kind, message = BillingRequired, f"You've used today's {self.label} quota."
            hint = "Turn on billing in Google AI Studio, try again tomorrow, or switch to another model."
        elif word == "FAILED_PRECONDITION":
            message = f"{self.label}'s free tier isn't available in your region."
            hint = "Turn on billing in Google AI Studio, or switch to another provider's model."
        delays = [str(detail["retryDelay"]).removesuffix("s") for detail in details if detail.get("retryDelay")]
        headers = {**headers, "retry-after": delays[0]} if delays else headers
        return self.fault(kind, says=says, message=message, hint=hint, status=status, headers=headers, vendor_code=code or None)

    def _body(self, request: ChatRequest) -> Json:
        rules = self._listed.get(request.model) or rules_for(request.model)
        asked = {
            "maxOutputTokens": request.max_tokens and min(request.max_tokens, rules.max_output or request.max_tokens),
            "temperature": request.temperature if rules.takes_sampling else None,
            "topP": request.top_p if rules.takes_sampling else None,
            "stopSequences": list(request.stop) or None,
            "thinkingConfig": rules.thinking_config(request.reasoning) or None,
            **_format(request),
        }
        config = {field: value for field, value in asked.items() if value is not None}
        names = request.call_names
        body: Json = {
            "contents": [
                {
                    "role": "model" if turn.role is Role.ASSISTANT else "user",
                    "parts": self._calls.with_tools(turn, list(map(_part, turn.parts)), names, is_signed=rules.signs_calls),
                }
                for turn in request.messages
            ]
        }
        if request.system:
            body["systemInstruction"] = {"parts": [{"text": request.system}]}
        return body | ({"generationConfig": config} if config else {}) | tool_fields(request)

    def _deltas(self, candidate: Json, calls: int) -> Iterator[Chunk]:
        """`calls` is the number of those that came before."""
        for part in map(object_of, list_of(object_of(candidate.get("content")).get("parts"))):
            if isinstance(part.get("text"), str):
                yield ThinkingDelta(text=part["text"]) if part.get("thought") else TextDelta(text=part["text"])
            call = self._calls.delta(part, calls)
            if call is not None:
                calls += 1
                yield call


def _next_page(page: Json) -> dict[str, str]:
    return {"pageToken": str(page["nextPageToken"])} if page.get("nextPageToken") else {}


def _part(part: Part) -> Json:
    match part:
        case ImagePart():
            return {"inlineData": {"mimeType": part.media_type, "data": base64.b64encode(part.data).decode()}}
        case _:
            return {"text": part.text}


def _format(request: ChatRequest) -> Json:
    if request.answer_format is None:
        return {}
    schema = request.answer_format.schema
    return {"responseMimeType": "application/json"} | ({} if schema is None else {"responseJsonSchema": dict(schema)})


def _reason(candidate: Json) -> str:
    """Google's word for the end, and its own message where it gives one; empty while there is more to come."""
    return ": ".join(str(candidate[field]) for field in ("finishReason", "finishMessage") if candidate.get(field))


def _usage(raw: Json) -> Usage:
    """Thoughts are counted beside the answer and billed with it."""
    written = [count_of(raw.get(field)) for field in ("candidatesTokenCount", "thoughtsTokenCount")]
    counted = [count for count in written if count is not None]
    return Usage(
        input_tokens=count_of(raw.get("promptTokenCount")),
        output_tokens=sum(counted) if counted else None,
        cache_read_tokens=count_of(raw.get("cachedContentTokenCount")),
        reasoning_tokens=written[1],
    )


def _objects(value: Any) -> list[Json]:
    return [object_of(one) for one in cast(list[Any], value)] if isinstance(value, list) else []
