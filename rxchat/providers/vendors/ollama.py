"""Ollama: its native API, for models on the user's own computer or in Ollama's cloud."""

import asyncio
import base64
import logging
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, ToolCallDelta, UsageUpdate
from rxchat.domain.errors import ConnectionFailed, ContextTooLong, InvalidResponse, ModelNotFound, ProviderError, RequestRejected
from rxchat.domain.messages import ImagePart, Message, TextPart
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import error_for_status
from rxchat.providers.model_list import MOST_MODELS, clean_models, fetch_page
from rxchat.providers.transport.base_url import repaired
from rxchat.providers.transport.client import NDJSON
from rxchat.providers.vendors.ollama_models import OllamaModel, address_of, expected_tokens, from_show
from rxchat.providers.vendors.ollama_tools import call_deltas, calls_field, results_of, tool_fields
from rxchat.providers.wire.json_access import Json, count_of, object_of

DONE_REASONS = {"stop": FinishReason.STOP, "length": FinishReason.LENGTH}
# What a bad request, or an error in the stream, means more exactly.
SAYINGS: Final[tuple[tuple[str, type[ProviderError]], ...]] = (
    (r"context length|context window", ContextTooLong),
    (r"does not support|invalid", RequestRejected),
)
LOOKING_SECONDS: Final = 2.0  # less than the catalogue waits for a list
LOOKS_AT_ONCE: Final = 8

log = logging.getLogger(__name__)


class OllamaProvider(BaseProvider):
    """It counts as set up without being asked: it may be started at any time. Until then its list is empty."""

    name = "ollama"
    label = "Ollama"
    about = "Open models on your computer"
    icon = "container"
    env_key = "OLLAMA_API_KEY"
    env_base_url = "OLLAMA_HOST"
    default_base_url = "http://localhost:11434"
    key_url = "https://ollama.com/settings/keys"
    needs_key = False
    takes_tools = True
    takes_formats = True
    usual_wait = 600.0  # a large model is first read from the disk

    def __init__(self, connection: Connection) -> None:
        super().__init__(replace(connection, base_url=self._address(connection.base_url)))
        self._known: dict[str, tuple[str, OllamaModel]] = {}  # by name, with the digest of the file that was looked at
        self._first = ""
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        return ("/api/chat", "/api/generate", "/api/tags", "/api", "/v1/chat/completions", "/v1/models", "/v1")

    def get_default_model(self) -> str:
        return self._first

    def _address(self, given: str | None) -> str:
        return repaired(address_of(given or self.default_base_url), paths=self.request_paths())

    def model_info(self, model: str) -> ModelInfo | None:
        known = self._looked_at(model)
        return known and known.info

    async def get_models(self) -> list[ModelInfo]:
        cards = (await fetch_page(self, "/api/tags")).cards[:MOST_MODELS]
        digests = {str(card["id"]): str(card.get("digest") or "") for card in cards}
        self._known = {name: known for name, known in self._known.items() if known[0] == digests.get(name)}
        await self._look_at_all({name: digest for name, digest in digests.items() if name not in self._known})
        models = [self._known[name][1] if name in self._known else OllamaModel(id=name) for name in digests]
        models = [model.info for model in models if model.chats]
        self._first = next((model.id for model in models if model.can_chat), "")
        return clean_models(models)

    async def prepare(self, model: str) -> None:
        if self._looked_at(model) is None:
            try:
                await self._look_at(model)
            except ProviderError as error:
                log.debug("A model could not be looked at: %s", error, extra={"provider": self.name})

    def _looked_at(self, name: str) -> OllamaModel | None:
        known = self._known.get(name) or self._known.get(f"{name}:latest")
        return known and known[1]

    async def _look_at_all(self, digests: Mapping[str, str]) -> None:
        """Learn what models can do, all at once. What takes too long stays unknown until the next time."""
        looks = [asyncio.create_task(self._look_at(name, digest)) for name, digest in digests.items()]
        if not looks:
            return
        try:
            done, _ = await asyncio.wait(looks, timeout=LOOKING_SECONDS)
            failed = [look.exception() for look in done]
        finally:
            for look in looks:
                look.cancel()
            await asyncio.gather(*looks, return_exceptions=True)
        for error in filter(None, failed):
            log.info("A model could not be looked at: %s", error, extra={"provider": self.name})

    async def _look_at(self, name: str, digest: str = "") -> OllamaModel:
        async with self._looks:
            shown = await self.http.post_json("/api/show", {"model": name}, seconds=self.deadlines.listing)
        model = from_show(name, shown)
        self._known[name] = (digest, model)
        return model

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        body = self._body(request, self._looked_at(request.model) or await self._look_at(request.model))
        has_started, calls = False, 0
        async with self.http.post_stream("/api/chat", body, NDJSON) as events:
            async for event in events:
                if event and not has_started:
                    has_started = True
                    yield Started(model=str(event.get("model") or ""))
                for chunk in _deltas(object_of(event.get("message")), calls):
                    calls += isinstance(chunk, ToolCallDelta)
                    yield chunk
                raw = str(event.get("done_reason") or "")
                if event.get("done") or raw:
                    usage = Usage(
                        input_tokens=count_of(event.get("prompt_eval_count")),  # left out when all of it was in the cache
                        output_tokens=count_of(event.get("eval_count")),
                    )
                    yield UsageUpdate(usage=usage)
                    reason = FinishReason.TOOL if calls and raw == "stop" else DONE_REASONS.get(raw, FinishReason.UNKNOWN)
                    yield Finished(reason=reason, raw_reason=raw, usage=usage, is_provisional=not event.get("done"))

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        says = object_of(body).get("error")
        if not isinstance(says, str):
            if status == 404:
                return self.fault(InvalidResponse, status=status, headers=headers)
            return super().classify(status, headers, body)
        kind = error_for_status(status)
        if status <= 400:
            kind = next((exact for pattern, exact in SAYINGS if re.search(pattern, says)), kind)
        hint = "Download it with `ollama pull`, or switch to another model." if kind is ModelNotFound else None
        return self.fault(kind, says=says, hint=hint, status=status, headers=headers)

    def fault(self, kind: type[ProviderError], **details: Any) -> ProviderError:
        if kind is ConnectionFailed and "refused" in str(details.get("message")):
            details["message"] = f"Ollama isn't running at {self.connection.base_url}."
            details["hint"] = "Start Ollama (`ollama serve`), or change its base URL in Settings."
        return super().fault(kind, **details)

    def _body(self, request: ChatRequest, model: OllamaModel) -> Json:
        tokens = expected_tokens(request)
        if model.context_window is not None and tokens > model.context_window:
            raise self.fault(ContextTooLong, says=f"{request.model} reads {model.context_window:,} tokens")
        if request.tools and request.tool_choice is not None and (request.tool_choice.is_required or request.tool_choice.name):
            message = f"{self.subject} can't be made to use a tool."
            raise self.fault(RequestRejected, message=message, hint="Leave the choice to the model (`auto`).")
        asked = {
            "num_ctx": model.context_for(request, tokens),
            "num_predict": request.max_tokens,
            "temperature": request.temperature,
            "top_p": request.top_p,
            "stop": list(request.stop) or None,
        }
        system: list[Json] = [{"role": "system", "content": request.system}] if request.system else []
        names = request.call_names
        return {
            "model": request.model,
            "messages": system + [turn for message in request.messages for turn in _turns(message, names)],
            "stream": True,
            "options": {field: value for field, value in asked.items() if value is not None},
            **model.thinking_field(request.reasoning),
            **tool_fields(request),
            **_format(request),
        }


def _format(request: ChatRequest) -> Json:
    asked = request.answer_format
    return {} if asked is None else {"format": "json" if asked.schema is None else dict(asked.schema)}


def _turns(message: Message, names: Mapping[str, str]) -> list[Json]:
    """One message, where its tools' results aren't messages of their own."""
    results = results_of(message.results, names)
    return results if message.results and not message.parts else [*results, _turn(message)]


def _turn(message: Message) -> Json:
    images = [base64.b64encode(part.data).decode() for part in message.parts if isinstance(part, ImagePart)]
    text = "\n\n".join(part.text for part in message.parts if isinstance(part, TextPart))
    return {"role": message.role, "content": text, **calls_field(message.calls)} | ({"images": images} if images else {})


def _deltas(message: Json, calls: int) -> Iterable[Chunk]:
    """`calls` is the number of those that came before."""
    if isinstance(message.get("thinking"), str):
        yield ThinkingDelta(text=message["thinking"])
    if isinstance(message.get("content"), str):
        yield TextDelta(text=message["content"])
    yield from call_deltas(message, calls)
