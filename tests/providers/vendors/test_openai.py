from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from fakes.openai import FakeOpenAI
from fakes.script import sse

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, UsageUpdate
from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ContextTooLong,
    InvalidResponse,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import Lifecycle
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import Reasoning
from rxchat.domain.usage import Usage
from rxchat.providers.vendors.openai import OpenAIProvider

from ..conformance.test_suite import CompletionDialect
from ..conftest import ask as ask_any
from ..conftest import collect, hurried


class TestOpenAIConformance(CompletionDialect):
    provider = OpenAIProvider
    model = "gpt-6.1-terra"
    models = b'{"object": "list", "data": [{"id": "gpt-6.1-terra", "object": "model", "shutdown_date": null}]}'


@pytest.fixture
def vendor() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
async def openai(vendor: FakeOpenAI) -> AsyncGenerator[OpenAIProvider]:
    provider = OpenAIProvider(Connection(api_key=vendor.key, base_url=vendor.url))
    hurried(provider)
    yield provider
    await provider.aclose()


def ask(text: str = "Hi", model: str = "gpt-6.1-terra", **more: Any):
    return replace(ask_any(text, model), **more)


async def _fault(openai: OpenAIProvider) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await openai.send_message(ask())
    return raised.value


async def test_an_answer_comes_with_text_and_usage(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.answer("Hello there.", thinking="A greeting.")
    usage = Usage(input_tokens=35, output_tokens=4, cache_read_tokens=7, cache_write_tokens=3, reasoning_tokens=2)
    async with aclosing(openai.stream_message(ask())) as chunks:
        assert [chunk async for chunk in chunks] == [
            Started(id="chatcmpl-1", model="gpt-6.1-terra"),
            TextDelta(text="Hello "),
            TextDelta(text="there."),
            UsageUpdate(usage=usage),
            Finished(reason=FinishReason.STOP, raw_reason="stop", usage=usage),
        ]


async def test_the_smallest_request_is_the_vendors_own_format(vendor: FakeOpenAI, openai: OpenAIProvider):
    await openai.send_message(ask(system="Be brief.", max_tokens=50))
    assert vendor.last.json == {
        "model": "gpt-6.1-terra",
        "messages": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": 50,
    }
    assert vendor.last.headers["authorization"] == f"Bearer {vendor.key}"


async def test_a_model_that_does_not_reason_has_a_system_and_a_temperature(vendor: FakeOpenAI, openai: OpenAIProvider):
    await openai.send_message(ask(model="gpt-4o", system="Be brief.", temperature=0.3, top_p=0.9, reasoning=Reasoning.HIGH))
    sent = vendor.last.json
    assert sent["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (sent["temperature"], sent["top_p"]) == (0.3, 0.9)
    assert "reasoning_effort" not in sent


async def test_an_image_and_an_untidy_history_are_taken(vendor: FakeOpenAI, openai: OpenAIProvider):
    image = ImagePart(media_type="image/png", data=b"\x89PNG")
    pictured = Message(role=Role.USER, parts=(image, TextPart(text="What is it?")))
    messages = (assistant_message("Welcome!"), pictured, assistant_message(" "), user_message("Please."), assistant_message("It"))
    reply = await openai.send_message(replace(ask(), messages=messages))
    assert reply.text == "You said: an image What is it?\n\nPlease."


@pytest.mark.parametrize("model", [model.id for model in OpenAIProvider.known])
async def test_every_model_takes_every_request(openai: OpenAIProvider, model: str):
    for reasoning, max_tokens in product((None, *Reasoning), (None, 500, 1_000_000)):
        request = ask(model=model, reasoning=reasoning, max_tokens=max_tokens, temperature=1.5, top_p=0.9, system="Be brief.")
        assert (await openai.send_message(request)).reason is FinishReason.STOP


@pytest.mark.parametrize(
    ("model", "asked", "sent"),
    [
        ("gpt-6.1-terra", {"temperature": 0.5}, {}),
        ("gpt-6.1-terra", {"temperature": 0.5, "reasoning": Reasoning.OFF}, {"temperature": 0.5, "reasoning_effort": "none"}),
        ("gpt-6.1-sol", {"temperature": 0.5, "reasoning": Reasoning.OFF}, {"reasoning_effort": "low"}),
        ("gpt-5", {"top_p": 0.5, "reasoning": Reasoning.OFF}, {"reasoning_effort": "minimal"}),
        ("gpt-5.4-mini-2026-03-17", {"reasoning": Reasoning.OFF}, {"reasoning_effort": "none"}),
        ("o3", {"temperature": 0.5, "reasoning": Reasoning.HIGH}, {"reasoning_effort": "high"}),
        ("gpt-7-nova", {"temperature": 0.5, "reasoning": Reasoning.OFF}, {"reasoning_effort": "low"}),
        ("gpt-4.1", {"temperature": 0.5, "reasoning": Reasoning.OFF}, {"temperature": 0.5}),
    ],
)
def test_sampling_and_effort_are_sent_only_where_they_are_taken(model: str, asked: dict[str, Any], sent: dict[str, Any]):
    body = OpenAIProvider(Connection()).body(ask(model=model, **asked))
    assert {name: body[name] for name in ("temperature", "top_p", "reasoning_effort") if name in body} == sent


async def test_the_list_holds_what_chats_and_lives_and_no_snapshots(openai: OpenAIProvider):
    models = {model.id: model for model in await openai.get_models()}
    assert {"gpt-6.1-terra", "gpt-4o", "o3"} <= models.keys()
    absent = ("o4-mini", "gpt-5.5-2026-04-23", "gpt-image-2", "gpt-6-astra-pro", "gpt-5.1-codex", "whisper-1", "o3-deep-research")
    assert not models.keys() & set(absent)
    assert models["gpt-4o"].lifecycle is Lifecycle.DEPRECATED
    assert models["gpt-4o"].replacement == "gpt-6.1-terra"
    assert models["gpt-6.1-terra"].context_window == 922_000


async def test_a_snapshot_is_listed_where_the_model_itself_is_not(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.models = [{"id": "gpt-5.5-2026-04-23", "object": "model"}, {"id": "gpt-6-luna", "object": "model"}]
    assert [model.id for model in await openai.get_models()] == ["gpt-5.5-2026-04-23", "gpt-6-luna"]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"status": 400}, RequestRejected),
        ({"status": 400, "error_code": "context_length_exceeded"}, ContextTooLong),
        ({"status": 400, "error_code": "unsupported_parameter"}, RequestRejected),
        ({"status": 400, "error_code": "unsupported_value"}, RequestRejected),
        ({"status": 401, "error_code": "invalid_api_key"}, AuthenticationFailed),
        ({"status": 401, "message": "You must be a member of an organization to use the API."}, AuthenticationFailed),
        ({"status": 403, "error_code": "unsupported_country_region_territory"}, AuthenticationFailed),
        ({"status": 404, "error_code": "model_not_found"}, ModelNotFound),
        ({"status": 404, "body": b"<html>nginx</html>"}, InvalidResponse),
        ({"status": 409}, ServerFault),
        ({"status": 413}, ContextTooLong),
        ({"status": 422}, RequestRejected),
        ({"status": 429, "error_code": "rate_limit_exceeded", "headers": {"retry-after": "61"}}, RateLimited),
        ({"status": 429, "error_type": "insufficient_quota", "error_code": "insufficient_quota"}, BillingRequired),
        ({"status": 429, "error_code": "insufficient_quota", "headers": {"retry-after": "1"}}, BillingRequired),
        ({"status": 500}, ServerFault),
        ({"status": 503, "message": "The engine is currently overloaded, please try again later"}, Overloaded),
        ({"status": 503, "message": "Slow Down"}, Overloaded),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    vendor: FakeOpenAI, openai: OpenAIProvider, script: dict[str, Any], kind: type[ProviderError]
):
    vendor.answer(None, **script)
    error = await _fault(openai)
    assert type(error) is kind
    assert (error.status, error.provider) == (script["status"], "openai")
    assert "OpenAI" in error.message
    assert len(vendor.requests) == (3 if error.retryable and error.retry_after is None else 1)


async def test_an_error_keeps_what_support_asks_for(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.next(status=400, error_code="unsupported_value", message="Not so.")
    error = await _fault(openai)
    assert error.message == "OpenAI rejected the request: Not so."
    assert (error.vendor_code, error.request_id) == ("unsupported_value", "req_000001")


async def test_a_wrong_key_is_told_in_words(vendor: FakeOpenAI):
    wrong = OpenAIProvider(Connection(api_key="sk-wrong", base_url=vendor.url))
    error = await _fault(wrong)
    assert (type(error), error.message) == (AuthenticationFailed, "OpenAI rejected your API key.")
    assert await wrong.validate_api_key() is False
    await wrong.aclose()


async def test_a_model_that_was_shut_down_is_not_found(openai: OpenAIProvider):
    with pytest.raises(ModelNotFound, match="o4-mini"):
        await openai.send_message(ask(model="o4-mini"))


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("server_error", ServerFault), ("rate_limit_exceeded", RateLimited), ("insufficient_quota", BillingRequired)],
)
async def test_an_error_in_the_middle_is_told_by_its_type(
    vendor: FakeOpenAI, openai: OpenAIProvider, type_: str, kind: type[ProviderError]
):
    vendor.next(text="one two", after=1, ending="error", error_type=type_)
    assert type(await _fault(openai)) is kind
    assert len(vendor.requests) == 1


@pytest.mark.parametrize("ending", ["close", "cut"])
async def test_an_answer_without_its_end_is_interrupted_and_its_text_kept(
    vendor: FakeOpenAI, openai: OpenAIProvider, ending: str
):
    vendor.next(text="one two", after=1, ending=ending)
    seen: list[Chunk] = []
    with pytest.raises(StreamInterrupted):
        await collect(openai.stream_message(ask()), seen)
    assert [chunk.text for chunk in seen if isinstance(chunk, TextDelta)] == ["one "]


async def test_garbage_is_an_invalid_response(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.next(text="one", ending="garbage")
    assert type(await _fault(openai)) is InvalidResponse


async def test_a_refusal_and_a_filter_are_ends_that_can_be_read(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.next(text="I will not.", stop_details={"refusal": True})
    assert (await openai.send_message(ask())).text == "I will not."
    vendor.next(text="I was about", stop_reason="content_filter")
    assert (await openai.send_message(ask())).reason is FinishReason.REFUSAL


async def test_a_stream_without_padding_is_read(vendor: FakeOpenAI, openai: OpenAIProvider):
    events: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}], "usage": None},
        {"choices": [{"index": 0, "delta": {"content": "Good day"}, "finish_reason": None}], "usage": None},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": None},
        {"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 4, "total_tokens": 25}},
    ]
    head = {"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1_780_000_007, "model": "gpt-6-luna"}
    vendor.next(raw=b"".join(sse(head | event) for event in events) + b"data: [DONE]\n\n")
    reply = await openai.send_message(ask(model="gpt-6-luna"))
    assert (reply.id, reply.text, reply.model) == ("chatcmpl-7", "Good day", "gpt-6-luna")
    assert reply.usage == Usage(input_tokens=21, output_tokens=4)


def test_the_first_model_of_the_built_in_list_is_the_default():
    provider = OpenAIProvider(Connection())
    assert provider.get_default_model() == provider.known_models()[0].id == "gpt-6.1-terra"
    assert provider.get_capabilities().images is True
