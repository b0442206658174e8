"""OpenAI-compatible provider: chat completions as many vendors and local servers implement them.

A vendor that follows OpenAI is a name, a label, a base URL and the name of its key's variable. Where it departs, it overrides
the attribute or the small method in question.
"""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, UsageUpdate
from rxchat.domain.errors import InvalidResponse, NoModelList, NotConfigured, ProviderError, ServerFault
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.protocols import OwnRequest, Protocol
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.abilities import is_chat_model
from rxchat.providers.base import BaseProvider
from rxchat.providers.completion_bodies import option_fields, turns_of
from rxchat.providers.completion_deltas import DeltaReader, chunks_of
from rxchat.providers.model_list import clean_models, fetch_page
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.transport.rejected_fields import note_on
from rxchat.providers.transport.tapped_client import TappedClient
from rxchat.providers.wire.events import END_MARK
from rxchat.providers.wire.json_access import Json, count_of, object_of

FINISH_REASONS = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "model_length": FinishReason.CONTEXT,
    "content_filter": FinishReason.REFUSAL,
    "tool_calls": FinishReason.TOOL,
    "function_call": FinishReason.TOOL,
}

USUAL_VERSION = "/v1"
NO_PAGE = (404, 405)
CONTEXT_FIELDS = ("context_length", "context_window", "max_model_len")  # where a list tells it at all


class OpenAICompatibleProvider(BaseProvider):
    """Server-sent `chat.completion.chunk` objects that end with `[DONE]`."""

    default_model: ClassVar[str] = ""
    """The model to begin with; without one it is the first that the vendor lists and that chats."""
    known: ClassVar[tuple[ModelInfo, ...]] = ()
    chat_path: ClassVar[str] = "/chat/completions"
    models_path: ClassVar[str] = "/models"
    asks_usage: ClassVar[bool] = True
    """Whether usage must be asked for with `stream_options`, a field that some vendors refuse."""
    max_tokens_field: ClassVar[str] = "max_tokens"
    cache_key_field: ClassVar[str] = ""
    """The field that names the conversation for the vendor's prompt cache, if it has one."""
    optional_fields: ClassVar[tuple[str, ...]] = (
        "stream_options",
        "temperature",
        "top_p",
        "max_tokens",
        "max_completion_tokens",
        "reasoning_effort",
        "prompt_cache_key",
    )
    needs_address: ClassVar[bool] = False
    """Whether `env_base_url` must be set: a server of one's own, which most people do not have. Nothing is looked for unasked."""

    takes_tools = takes_formats = True
    own_protocols = MappingProxyType({Protocol.CHAT: "/chat/completions"})

    _listed: Mapping[str, ModelInfo] = {}
    """What the vendor listed last, by every name of a model."""
    _version: str = ""
    """What was found to belong between the base URL and every path."""

    def unavailable(self) -> NotConfigured | None:
        if self.needs_address and not self.connection.base_url:
            variable = f", or set {self.env_base_url} and restart rxchat" if self.env_base_url else ""
            hint = f"Add one in Settings, for example {self.default_base_url}{variable}."
            return NotConfigured(f"{self.label} needs a base URL.", provider=self.name, hint=hint)
        return super().unavailable()

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        return (cls.chat_path, cls.models_path, cls.models_path.removesuffix("/models"))

    def get_default_model(self) -> str:
        return self.default_model or next((name for name, model in self._listed.items() if model.can_chat), "")

    def known_models(self) -> list[ModelInfo]:
        return list(self.known)

    def model_info(self, model: str) -> ModelInfo | None:
        return self._listed.get(model) or super().model_info(model)

    async def get_models(self) -> list[ModelInfo]:
        models = clean_models(self.models_in(await self.listed_cards()))
        self._listed = {model.id: model for model in models}
        return models

    async def listed_cards(self) -> list[Json]:
        """The entries of the vendor's list. An address without a path is tried with the usual one as well."""
        try:
            return (await fetch_page(self, self._version + self.models_path)).cards
        except (NoModelList, InvalidResponse):
            if not self._may_lack_version:
                raise
            try:
                cards = (await fetch_page(self, USUAL_VERSION + self.models_path)).cards
            except ProviderError:
                cards = None
            if cards is None:
                raise
            self._version = USUAL_VERSION
            return cards

    @property
    def _may_lack_version(self) -> bool:
        is_open = not self._version and not self.models_path.startswith(USUAL_VERSION)
        return is_open and not urlsplit(self.base_url).path.strip("/")

    def models_in(self, cards: Iterable[Json]) -> Iterator[ModelInfo]:
        return (model for card in cards if (model := self.model_of(card)) is not None)

    def model_of(self, card: Json) -> ModelInfo | None:
        """A model from its entry in the vendor's list; None leaves it out."""
        model_id, name = str(card["id"]), card.get("name")
        sizes = (count_of(card.get(field)) for field in CONTEXT_FIELDS)
        unknown = ModelInfo(
            provider=self.name,
            id=model_id,
            name=name if isinstance(name, str) and name else model_id,
            context_window=next((size for size in sizes if size), None),
            capabilities=Capabilities(chat=is_chat_model(card)),
        )
        return next((model for model in self.known if model.id == model_id), unknown)

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        body = self.sent_body(request)
        try:
            async with aclosing(self.answer_to(request, self.http, body)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        except InvalidResponse as exc:
            if exc.status not in NO_PAGE or not self._may_lack_version:
                raise
        self._version = USUAL_VERSION
        try:
            async with aclosing(self.answer_to(request, self.http, body)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except InvalidResponse:
            self._version = ""
            raise

    async def completion(self, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        """The chunks of one call. Usage may follow the finish reason, and `[DONE]` both."""
        usage, raw_reason, has_started, new = Usage(), "", False, DeltaReader()
        async with http.post_stream(self._version + self.chat_path, body) as events:
            async for event in events:
                if event is END_MARK:
                    yield _finished(raw_reason, usage)
                    continue
                if self.is_failure(event):
                    raise self.classify(200, {}, event)
                if event and not has_started:
                    has_started = True
                    notes = note_on(self.subject, http.unwelcome & body.keys())
                    yield Started(id=str(event.get("id") or ""), model=str(event.get("model") or ""), notes=notes)
                for choice in event.get("choices") or ():
                    for chunk in self.deltas(new.take(choice)):
                        yield chunk
                    raw_reason = str(choice.get("finish_reason") or raw_reason)
                if event.get("usage"):
                    usage = self.usage_of(event["usage"])
                    yield UsageUpdate(usage=usage)
                if raw_reason:
                    if raw_reason == "error":
                        raise self.fault(ServerFault)
                    yield replace(_finished(raw_reason, usage), is_provisional=True)

    def answer_to(self, request: ChatRequest, http: HttpClient, body: Json) -> AsyncGenerator[Chunk]:
        """The completion; in answer to a program's own request, its events are relayed too."""
        own = request.own
        if own is None:
            return self.completion(http, body)
        client = TappedClient(http, own.headers)
        return client.relayed(self.completion(client, body), lambda event: self._shown(event, own))

    def _shown(self, event: Json, own: OwnRequest) -> Json | None:
        """Nothing where there is only usage that the program didn't ask for: some read the first choice of every event."""
        is_asked = object_of(own.body.get("stream_options")).get("include_usage") or not own.body.get("stream")
        is_only_usage = not event.get("choices") and "usage" in event
        return None if is_only_usage and not is_asked else self.own_event(event)

    def sent_body(self, request: ChatRequest) -> Json:
        return self.body(request) if request.own is None else self.own_body(dict(request.own.body) | {"model": request.model})

    def own_body(self, body: Json) -> Json:
        """A program's request for a chat completion, sent as it is. Its usage must be known."""
        asked = {"stream_options": object_of(body.get("stream_options")) | {"include_usage": True}}
        return body | (asked if body.get("stream") and self.asks_usage else {})

    def own_event(self, event: Json) -> Json:
        return event

    def is_failure(self, event: Json) -> bool:
        """Whether an event reports an error in a way of this vendor's own; the usual ways are known."""
        return "choices" not in event and isinstance(event.get("message"), str)

    def deltas(self, delta: Json) -> Iterator[Chunk]:
        return chunks_of(delta)

    def usage_of(self, raw: Json) -> Usage:
        read = object_of(raw.get("prompt_tokens_details"))
        written = object_of(raw.get("completion_tokens_details"))
        return Usage(
            input_tokens=count_of(raw.get("prompt_tokens")),
            output_tokens=count_of(raw.get("completion_tokens")),
            cache_read_tokens=count_of(read.get("cached_tokens")),
            cache_write_tokens=count_of(read.get("cache_write_tokens")),
            reasoning_tokens=count_of(written.get("reasoning_tokens")),
        )

    def body(self, request: ChatRequest) -> Json:
        """The request of a call. What the person left open is left out: the model has its own default."""
        system: list[Json] = [{"role": "system", "content": request.system}] if request.system else []
        asked = {self.max_tokens_field: request.max_tokens, "temperature": request.temperature, "top_p": request.top_p}
        return {
            "model": request.model,
            "messages": system + [turn for message in request.messages for turn in turns_of(message)],
            "stream": True,
            **({"stream_options": {"include_usage": True}} if self.asks_usage else {}),
            **({self.cache_key_field: request.cache_key} if self.cache_key_field and request.cache_key else {}),
            **{field: value for field, value in asked.items() if value is not None},
            **option_fields(request),
        }

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        whole = object_of(body)
        if status == 404 and not whole.keys() & {"error", "message"}:
            return self.fault(InvalidResponse, status=status, headers=headers)  # no such page: the base URL leads elsewhere
        return super().classify(status, headers, body)


def _finished(raw_reason: str, usage: Usage) -> Finished:
    return Finished(reason=FINISH_REASONS.get(raw_reason, FinishReason.UNKNOWN), raw_reason=raw_reason, usage=usage)
