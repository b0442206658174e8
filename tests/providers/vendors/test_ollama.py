import json
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from fakes.ollama import FakeOllama
from fakes.server import FakeServer
from timing import least_of

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    ContextTooLong,
    InvalidResponse,
    ModelNotFound,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.tools import Tool, ToolChoice
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.conformance import NDJSON, ProviderConformance
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors import ollama as ollama_module
from rxchat.providers.vendors.ollama import OllamaProvider
from rxchat.providers.vendors.ollama_models import OllamaModel
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService

from ..conftest import ask as ask_any
from ..conftest import collect, hurried


class TestOllamaConformance(ProviderConformance):
    provider = OllamaProvider
    framing = NDJSON
    model = "seer:8b"
    models = json.dumps({"models": [{"name": "seer:8b", "model": "seer:8b", "digest": "1"}]}).encode()
    ping = b""

    def text(self, text: str) -> bytes:
        return self._line({"content": text})

    def thinking(self, text: str) -> bytes:
        return self._line({"content": "", "thinking": text})

    def end(self, usage: Usage) -> bytes:
        told = {"prompt_eval_count": usage.input_tokens, "eval_count": usage.output_tokens}
        counts = {name: count for name, count in told.items() if count is not None}
        return self._line({"content": ""}, done=True, done_reason="stop", **counts)

    def reason(self) -> bytes:
        return self._line({"content": ""}, done_reason="stop")

    def whole(self, text: str) -> bytes:
        return self._line({"content": text}, done=True, done_reason="stop")

    def failure(self, says: str) -> bytes:
        return self.event({"error": says})

    def refusal(self, status: int, says: str) -> bytes:
        del status
        return json.dumps({"error": says}).encode()

    def connect(self, url: str) -> BaseProvider:
        """A provider that has looked at the model already: what it asks otherwise is tested below."""
        provider = OllamaProvider(Connection(api_key=self.key, base_url=url))
        abilities = frozenset({"completion", "thinking"})
        provider._known[self.model] = ("1", OllamaModel(id=self.model, abilities=abilities, context_window=8_192))
        return provider

    def _line(self, message: dict[str, Any], *, done: bool = False, **more: Any) -> bytes:
        return self.event({"model": self.model, "message": {"role": "assistant", **message}, "done": done, **more})


@pytest.fixture
def vendor() -> Iterator[FakeOllama]:
    with FakeOllama() as server:
        yield server


@pytest.fixture
async def ollama(vendor: FakeOllama) -> AsyncGenerator[OllamaProvider]:
    provider = OllamaProvider(Connection(base_url=vendor.url))
    hurried(provider)
    yield provider
    await provider.aclose()


def ask(text: str = "Hi", model: str = "llama3.2", **more: Any) -> ChatRequest:
    return replace(ask_any(text, model), **more)


async def _fault(ollama: OllamaProvider, request: ChatRequest | None = None) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await ollama.send_message(request or ask())
    return raised.value


async def test_an_answer_comes_with_thinking_text_and_usage(vendor: FakeOllama, ollama: OllamaProvider):
    vendor.answer("Hello there.", thinking="Hm.")
    usage = Usage(input_tokens=35, output_tokens=3)
    async with aclosing(ollama.stream_message(ask(model="qwen3:8b"))) as chunks:
        assert [chunk async for chunk in chunks] == [
            Started(model="qwen3:8b"),
            ThinkingDelta(text="Hm."),
            TextDelta(text="Hello "),
            TextDelta(text="there."),
            UsageUpdate(usage=usage),
            Finished(reason=FinishReason.STOP, raw_reason="stop", usage=usage),
        ]


async def test_the_smallest_request_is_the_vendors_own_format(vendor: FakeOllama, ollama: OllamaProvider):
    await ollama.send_message(ask(system="Be brief."))
    assert vendor.last.json == {
        "model": "llama3.2",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "stream": True,
        "options": {"num_ctx": 8_192},
    }
    assert "authorization" not in vendor.last.headers


async def test_what_the_person_asks_for_is_sent_as_options(vendor: FakeOllama, ollama: OllamaProvider):
    await ollama.send_message(ask(max_tokens=50, temperature=0.0, top_p=0.5))
    assert vendor.last.json["options"] == {"num_ctx": 8_192, "num_predict": 50, "temperature": 0.0, "top_p": 0.5}


async def test_a_key_is_a_bearer_and_answers_are_not_free_then(vendor: FakeOllama):
    for key, is_good in ((vendor.key, True), ("wrong", False)):
        provider = OllamaProvider(Connection(api_key=key, base_url=vendor.url))
        assert await provider.validate_api_key() is is_good
        assert vendor.last.headers["authorization"] == f"Bearer {key}"
        assert not provider.is_free
        await provider.aclose()
    assert OllamaProvider(Connection()).is_free


async def test_an_image_is_bare_base64_and_an_untidy_history_is_taken(vendor: FakeOllama, ollama: OllamaProvider):
    pictured = Message(role=Role.USER, parts=(ImagePart(media_type="image/png", data=b"png"), TextPart(text="What is it?")))
    messages = (assistant_message("Hi!"), pictured, assistant_message("A cat."), user_message("More."), assistant_message("It"))
    await ollama.send_message(replace(ask(model="gemma3:4b"), messages=messages))
    assert vendor.last.json["messages"] == [
        {"role": "user", "content": "What is it?", "images": ["cG5n"]},
        {"role": "assistant", "content": "A cat."},
        {"role": "user", "content": "More."},
    ]


@pytest.mark.parametrize("model", ["llama3.2", "qwen3:8b", "gemma3:4b", "gpt-oss:20b", "tiny"])
@pytest.mark.parametrize("reasoning", [None, *Reasoning])
async def test_every_model_takes_every_request(
    vendor: FakeOllama, ollama: OllamaProvider, model: str, reasoning: Reasoning | None
):
    assert (await ollama.send_message(ask(model=model, reasoning=reasoning))).reason is FinishReason.STOP
    assert ("think" in vendor.last.json) is (model in ("qwen3:8b", "gpt-oss:20b"))


async def test_a_long_conversation_is_given_the_room_it_needs(vendor: FakeOllama, ollama: OllamaProvider):
    reply = await ollama.send_message(ask("words " * 10_000))
    assert vendor.last.json["options"]["num_ctx"] == 32_768
    assert (vendor.forgotten, reply.reason) == (0, FinishReason.STOP)


async def test_a_conversation_that_cannot_fit_is_told_before_it_is_sent(vendor: FakeOllama, ollama: OllamaProvider):
    error = await _fault(ollama, ask("words " * 10_000, "tiny"))
    assert type(error) is ContextTooLong
    assert "tiny reads 2,048 tokens" in error.message
    assert vendor.chats == []


async def test_the_list_tells_what_models_can_do(ollama: OllamaProvider):
    models = {model.id: model for model in await ollama.get_models()}
    assert "nomic-embed-text:latest" not in models
    assert models["gemma3:4b"] == ModelInfo(
        provider="ollama",
        id="gemma3:4b",
        name="gemma3:4b",
        context_window=131_072,
        capabilities=Capabilities(chat=True, images=True, pdf=False, reasoning=False, tools=False),
    )
    assert models["llama3.2:latest"].name == "llama3.2"
    assert ollama.get_default_model() == "llama3.2:latest"


async def test_what_was_looked_at_is_not_looked_at_again(vendor: FakeOllama, ollama: OllamaProvider):
    await ollama.get_models()
    looks = [request for request in vendor.requests if request.path == "/api/show"]
    assert len(looks) == len(vendor.models)
    vendor.models[0]["digest"] = "another"
    await ollama.get_models()
    await ollama.send_message(ask(model="qwen3:8b"))
    looks = [request.json["model"] for request in vendor.requests if request.path == "/api/show"]
    assert looks[len(vendor.models) :] == [vendor.models[0]["model"]]


async def test_a_model_that_does_not_tell_is_listed_all_the_same(
    vendor: FakeOllama, ollama: OllamaProvider, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ollama_module, "LOOKING_SECONDS", 0.5)
    vendor.may_show = lambda model: model != "qwen3:8b"
    models = {model.id: model for model in await ollama.get_models()}
    assert models["qwen3:8b"].capabilities == Capabilities(pdf=False)
    assert models["gemma3:4b"].capabilities.images is True


async def test_without_ollama_the_list_says_so_at_once():
    with FakeServer() as server:
        url = server.url
    provider = OllamaProvider(Connection(base_url=url))
    assert provider.is_configured

    async def look() -> float:
        started = time.monotonic()
        with pytest.raises(ConnectionFailed):
            await provider.get_models()
        return time.monotonic() - started

    assert await least_of(look, enough=1) < 1
    with pytest.raises(ConnectionFailed) as raised:
        await provider.get_models()
    assert raised.value.message == f"Ollama isn't running at {url}."
    assert "ollama serve" in raised.value.hint
    assert "base URL in Settings" in raised.value.hint
    assert (provider.known_models(), provider.get_default_model()) == ([], "")
    await provider.aclose()


async def test_without_ollama_no_list_of_models_waits():
    with FakeServer() as server:
        url = server.url
    registry = ProviderRegistry()
    registry.register(OllamaProvider)
    factory = ProviderFactory(registry, lambda _: Connection(base_url=url))
    catalog = CatalogService(factory, HealthTracker())

    async def look() -> float:
        started = time.monotonic()
        assert catalog.models() == []
        await catalog.refresh()
        assert catalog.models() == []
        return time.monotonic() - started

    assert await least_of(look, enough=1) < 1
    await catalog.aclose()
    await factory.aclose()


async def test_an_image_is_left_out_for_a_model_that_is_known_to_see_none(vendor: FakeOllama, ollama: OllamaProvider):
    await ollama.get_models()
    pictured = Message(role=Role.USER, parts=(ImagePart(media_type="image/png", data=b"png"), TextPart(text="What is it?")))
    seen: list[Chunk] = []
    await collect(ollama.stream_message(replace(ask(), messages=(pictured,))), seen)
    assert seen[0] == Started(model="llama3.2", notes=("llama3.2 can't read images. 1 image was left out.",))
    assert "images" not in vendor.last.json["messages"][0]


@pytest.mark.parametrize("listing", ['{"models": [{}]}', '{"models": [7]}', '{"models": 7}', "{}", "[]", "{"])
async def test_a_list_of_the_wrong_shape_is_an_invalid_response(vendor: FakeOllama, ollama: OllamaProvider, listing: str):
    vendor.listing = listing.encode()
    with pytest.raises(InvalidResponse):
        await ollama.get_models()


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"status": 400, "message": '"x" does not support thinking'}, RequestRejected),
        ({"status": 401, "message": "unauthorized"}, AuthenticationFailed),
        ({"status": 404, "message": "model 'x' not found"}, ModelNotFound),
        ({"status": 404, "body": b"404 page not found"}, InvalidResponse),
        ({"status": 429, "message": "too many requests"}, RateLimited),
        ({"status": 500, "message": "llama runner process has terminated"}, ServerFault),
        ({"status": 502, "message": "upstream error"}, ServerFault),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    vendor: FakeOllama, ollama: OllamaProvider, script: dict[str, Any], kind: type[ProviderError]
):
    vendor.answer(None, **script)
    error = await _fault(ollama)
    assert type(error) is kind
    assert (error.status, error.provider) == (script["status"], "ollama")
    assert len(vendor.chats) == (3 if error.retryable else 1)


async def test_a_model_that_is_not_there_is_told_with_the_way_to_get_it(ollama: OllamaProvider):
    error = await _fault(ollama, ask(model="absent"))
    assert (type(error), error.status) == (ModelNotFound, 404)
    assert error.message == "Ollama doesn't offer this model: model 'absent' not found"
    assert "ollama pull" in error.hint


@pytest.mark.parametrize(
    ("says", "kind"),
    [("an error was encountered while running the model", ServerFault), ("prompt exceeds the context length", ContextTooLong)],
)
async def test_an_error_in_the_middle_is_one_of_ours(
    vendor: FakeOllama, ollama: OllamaProvider, says: str, kind: type[ProviderError]
):
    vendor.next(text="one two", after=1, ending="error", message=says)
    seen: list[Chunk] = []
    with pytest.raises(kind, match=says):
        await collect(ollama.stream_message(ask()), seen)
    assert [chunk.text for chunk in seen if isinstance(chunk, TextDelta)] == ["one "]
    assert len(vendor.chats) == 1


@pytest.mark.parametrize("ending", ["close", "cut"])
async def test_an_answer_without_its_end_is_interrupted(vendor: FakeOllama, ollama: OllamaProvider, ending: str):
    vendor.next(text="one two", after=1, ending=ending)
    assert type(await _fault(ollama)) is StreamInterrupted


async def test_garbage_is_an_invalid_response(vendor: FakeOllama, ollama: OllamaProvider):
    vendor.next(text="one", ending="garbage")
    assert type(await _fault(ollama)) is InvalidResponse


async def test_a_prompt_that_was_in_the_cache_is_not_counted_as_none(vendor: FakeOllama, ollama: OllamaProvider):
    vendor.answer("Hi there.", usage=False)
    assert (await ollama.send_message(ask())).usage == Usage(input_tokens=None, output_tokens=2)


@pytest.mark.parametrize(
    ("raw", "reason"), [("stop", FinishReason.STOP), ("length", FinishReason.LENGTH), ("unload", FinishReason.UNKNOWN)]
)
async def test_finish_reasons_are_translated_and_kept(vendor: FakeOllama, ollama: OllamaProvider, raw: str, reason: FinishReason):
    vendor.answer("Hi", stop_reason=raw)
    reply = await ollama.send_message(ask())
    assert (reply.reason, reply.raw_reason) == (reason, raw)


async def test_a_stream_with_all_its_numbers_is_read(vendor: FakeOllama, ollama: OllamaProvider):
    head = {"model": "llama3.2", "created_at": "2026-11-20T12:00:00Z"}
    numbers = {"total_duration": 900, "load_duration": 100, "prompt_eval_count": 21, "prompt_eval_duration": 300, "eval_count": 4}
    events: list[dict[str, Any]] = [
        {"message": {"role": "assistant", "content": "Good day"}, "done": False},
        {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop", **numbers, "eval_duration": 500},
    ]
    vendor.next(raw="".join(json.dumps(head | event) + "\n" for event in events).encode())
    reply = await ollama.send_message(ask())
    assert (reply.text, reply.model, reply.usage) == ("Good day", "llama3.2", Usage(input_tokens=21, output_tokens=4))


TOOL = Tool(name="weather", schema={"type": "object"})


@pytest.mark.parametrize("choice", [ToolChoice(is_required=True), ToolChoice(name="weather")])
async def test_a_tool_that_must_be_called_is_refused_before_anything_is_sent(
    vendor: FakeOllama, ollama: OllamaProvider, choice: ToolChoice
):
    fault = await _fault(ollama, ask(tools=(TOOL,), tool_choice=choice))
    assert isinstance(fault, RequestRejected)
    assert vendor.chats == []


async def test_a_model_without_tools_says_so(vendor: FakeOllama, ollama: OllamaProvider):
    fault = await _fault(ollama, ask(model="gemma3:4b", tools=(TOOL,)))
    assert isinstance(fault, RequestRejected)
    assert "does not support tools" in fault.message


async def test_tools_and_stops_are_sent_and_count_for_the_context(vendor: FakeOllama, ollama: OllamaProvider):
    long = Tool(name="long", description="A tool. " * 4_000, schema={"type": "object"})
    await ollama.send_message(ask(tools=(TOOL, long), stop=("END",), tool_choice=ToolChoice()))
    sent = vendor.chats[-1].json
    assert [tool["function"]["name"] for tool in sent["tools"]] == ["weather", "long"]
    assert sent["options"]["stop"] == ["END"]
    assert sent["options"]["num_ctx"] > 8_192
