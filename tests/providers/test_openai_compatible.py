import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ContentBlocked,
    ContextTooLong,
    InvalidResponse,
    ModelNotFound,
    NoModelList,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.usage import Usage
from rxchat.providers.openai_compatible import OpenAICompatibleProvider

from .conftest import Scripted, ask, hurried

JSON = {"content-type": "application/json"}


class Vendor(OpenAICompatibleProvider):
    name = "vendor"
    label = "Vendor"
    default_base_url = "http://vendor.test/v1"
    default_model = "large"
    known = (ModelInfo(provider="vendor", id="large", name="Large", context_window=100),)


@pytest.fixture
async def vendor(scripted: Scripted) -> AsyncGenerator[Vendor]:
    provider = Vendor(Connection(api_key="sk-secret", base_url=f"{scripted.url}/v1"))
    hurried(provider)
    yield provider
    await provider.aclose()


def _stream(*events: dict[str, Any], done: bool = True) -> str:
    lines = [json.dumps({"id": "c1", "model": "large-7", **event}, ensure_ascii=False) for event in events]
    return "".join(f"data: {line}\n\n" for line in [*lines, *(["[DONE]"] if done else [])])


def _delta(finish_reason: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}], "usage": None}


async def _chunks(vendor: Vendor) -> list[Chunk]:
    async with aclosing(vendor.stream_message(ask(model="large"))) as chunks:
        return [chunk async for chunk in chunks]


async def test_an_answer_comes_with_thinking_text_and_usage(scripted: Scripted, vendor: Vendor):
    raw = {
        "prompt_tokens": 9,
        "completion_tokens": 5,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    usage = Usage(input_tokens=9, output_tokens=5, cache_read_tokens=4, reasoning_tokens=2)
    scripted.say(
        _stream(
            _delta(role="assistant", content=None),
            _delta(reasoning_content="Hm."),
            _delta(content="Hel", obfuscation="x"),
            _delta(content="lo"),
            _delta("stop"),
            {"choices": [], "usage": raw},
        )
    )
    assert await _chunks(vendor) == [
        Started(id="c1", model="large-7"),
        ThinkingDelta(text="Hm."),
        TextDelta(text="Hel"),
        TextDelta(text="lo"),
        UsageUpdate(usage=usage),
        Finished(reason=FinishReason.STOP, raw_reason="stop", usage=usage),
    ]


async def test_the_request_is_plain_and_carries_the_key(scripted: Scripted, vendor: Vendor):
    scripted.say(_stream(_delta("stop", content="a")))
    messages = (user_message("one"), assistant_message("two"), user_message("three"))
    await vendor.send_message(replace(ask(model="large"), messages=messages, system="Be brief.", max_tokens=9, temperature=0.0))
    assert scripted.last.path == "/v1/chat/completions"
    assert scripted.last.headers["authorization"] == "Bearer sk-secret"
    assert scripted.last.json == {
        "model": "large",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "two"},
            {"role": "user", "content": "three"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 9,
        "temperature": 0.0,
    }


async def test_usage_is_not_asked_for_where_that_is_refused(scripted: Scripted, vendor: Vendor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Vendor, "asks_usage", False)
    scripted.say(_stream(_delta("stop", content="a")))
    await vendor.send_message(ask(model="large"))
    assert "stream_options" not in scripted.last.json


async def test_an_image_is_sent_as_a_data_url(scripted: Scripted, vendor: Vendor):
    scripted.say(_stream(_delta("stop", content="a")))
    parts = (ImagePart(media_type="image/png", data=b"png"), TextPart(text="what?"))
    await vendor.send_message(replace(ask(model="large"), messages=(Message(role=Role.USER, parts=parts),)))
    assert scripted.last.json["messages"][0]["content"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,cG5n"}},
        {"type": "text", "text": "what?"},
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("stop", FinishReason.STOP), ("length", FinishReason.LENGTH), ("content_filter", FinishReason.REFUSAL),
        ("tool_calls", FinishReason.TOOL), ("model_length", FinishReason.CONTEXT), ("novel", FinishReason.UNKNOWN),
    ],
)  # fmt: skip
async def test_finish_reasons_are_translated_and_kept(scripted: Scripted, vendor: Vendor, raw: str, reason: FinishReason):
    scripted.say(_stream(_delta(content="a"), _delta(raw)))
    reply = await vendor.send_message(ask(model="large"))
    assert (reply.reason, reply.raw_reason) == (reason, raw)


async def test_a_refusal_can_be_read(scripted: Scripted, vendor: Vendor):
    scripted.say(_stream(_delta("stop", refusal="I will not.")))
    assert (await vendor.send_message(ask(model="large"))).text == "I will not."


async def test_a_stream_without_its_done_and_without_a_reason_is_interrupted(scripted: Scripted, vendor: Vendor):
    scripted.say(_stream(_delta(content="a"), done=False))
    with pytest.raises(StreamInterrupted):
        await vendor.send_message(ask(model="large"))


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"error": {"message": "x", "type": "server_error", "code": None}}, ServerFault),
        ({"error": {"message": "x", "type": "rate_limit_exceeded"}}, RateLimited),
        ({"error": {"message": "x", "code": 400, "type": "exceed_context_size_error"}}, ContextTooLong),
        ({"error": {"message": "x", "code": 503}}, Overloaded),
        ({"error": "gone wrong"}, ServerFault),
        ({"object": "error", "message": "x", "code": "1234"}, ServerFault),
        (_delta("error"), ServerFault),
    ],
)
async def test_an_error_in_the_middle_is_one_of_ours(
    scripted: Scripted, vendor: Vendor, event: dict[str, Any], kind: type[ProviderError]
):
    scripted.say(_stream(_delta(content="a"), event))
    with pytest.raises(ProviderError) as raised:
        await vendor.send_message(ask(model="large"))
    assert type(raised.value) is kind
    assert len(scripted.requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, ContextTooLong),
        (400, {"error": {"message": "x", "code": "content_policy_violation"}}, ContentBlocked),
        (400, {"error": {"message": "x", "type": "invalid_request_error"}}, RequestRejected),
        (401, {"error": {"message": "x", "code": "invalid_api_key"}}, AuthenticationFailed),
        (404, {"error": {"message": "x", "code": "model_not_found"}}, ModelNotFound),
        (404, {"object": "error", "message": "x"}, ModelNotFound),
        (404, {"detail": "Not Found"}, InvalidResponse),
        (404, "<html>nginx</html>", InvalidResponse),
        (429, {"error": {"message": "x", "type": "insufficient_quota", "code": "insufficient_quota"}}, BillingRequired),
        (429, {"error": {"message": "x", "code": "rate_limit_exceeded"}}, RateLimited),
        (500, {"error": {"message": "x"}}, ServerFault),
        (503, "upstream connect error", Overloaded),
        (422, {"detail": [{"msg": "x"}]}, RequestRejected),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    scripted: Scripted, vendor: Vendor, status: int, body: object, kind: type[ProviderError]
):
    scripted.say(body if isinstance(body, str) else json.dumps(body), status=status, headers=JSON)
    with pytest.raises(ProviderError) as raised:
        await vendor.send_message(ask(model="large"))
    assert type(raised.value) is kind
    assert (raised.value.status, raised.value.provider) == (status, "vendor")


async def test_the_list_of_models_keeps_what_is_known_of_them(scripted: Scripted, vendor: Vendor):
    scripted.say(json.dumps({"object": "list", "data": [{"id": "large"}, {"id": "novel"}]}), headers=JSON)
    assert await vendor.get_models() == [Vendor.known[0], ModelInfo(provider="vendor", id="novel", name="novel")]
    assert scripted.last.path == "/v1/models"
    assert (vendor.get_default_model(), vendor.known_models()) == ("large", list(Vendor.known))


async def test_the_list_may_tell_names_and_sizes_and_the_model_to_begin_with(
    scripted: Scripted, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Vendor, "default_model", "")
    assert vendor.get_default_model() == ""
    cards = [{"id": "a", "name": "A", "context_length": 1}, {"id": "b", "context_window": 2}, {"id": "c", "max_model_len": 3}]
    scripted.say(json.dumps({"data": [*cards, {"id": "d", "context_length": "many"}]}), headers=JSON)
    models = await vendor.get_models()
    assert [(model.name, model.context_window) for model in models] == [("A", 1), ("b", 2), ("c", 3), ("d", None)]
    assert vendor.get_default_model() == "a"
    assert vendor.model_info("b") == models[1]
    assert vendor.model_info("large") == Vendor.known[0]


def test_a_server_that_needs_an_address_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Vendor, "needs_address", True)
    monkeypatch.setattr(Vendor, "env_base_url", "VENDOR_BASE_URL")
    missing = Vendor(Connection(api_key="k")).unavailable()
    assert missing is not None
    assert missing.message == "Vendor needs a base URL."
    assert missing.hint == "Add one in Settings, for example http://vendor.test/v1, or set VENDOR_BASE_URL and restart rxchat."
    assert Vendor(Connection(api_key="k", base_url="http://vendor.test/v1")).is_configured
    missing = Vendor(Connection(base_url="http://vendor.test/v1")).unavailable()
    assert missing is not None
    assert missing.message == "Vendor needs an API key."


@pytest.mark.parametrize("listing", ["{}", '{"data": [{}]}', '{"data": 7}', "[]", "no"])
async def test_a_list_of_the_wrong_shape_is_an_invalid_response(scripted: Scripted, vendor: Vendor, listing: str):
    scripted.say(listing, headers=JSON)
    with pytest.raises(InvalidResponse):
        await vendor.get_models()


@pytest.mark.parametrize("event", [{"choices": 7}, {"choices": [7]}, {"usage": 7}])
async def test_an_event_of_the_wrong_shape_is_an_invalid_response(scripted: Scripted, vendor: Vendor, event: dict[str, Any]):
    scripted.say(_stream(event))
    with pytest.raises(InvalidResponse):
        await vendor.send_message(ask(model="large"))


class Versioned(FakeServer):
    """Speaks below /v1, has a page of its own elsewhere, and may have no list."""

    has_list = True

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        if request.path == "/v1/models" and self.has_list:
            await reply.send_json(200, {"data": [{"id": "m"}]})
        elif request.path == "/v1/chat/completions":
            await reply.begin(200, {"content-type": "text/event-stream"})
            await reply.write(_stream(_delta("stop", content="Hello")).encode())
            await reply.end()
        else:
            await reply.send(404, {"content-type": "text/html"}, b"<html>Not here</html>")


@pytest.mark.parametrize("has_list", [True, False])
async def test_an_address_without_its_version_is_found_out(has_list: bool):
    with Versioned() as server:
        server.has_list = has_list
        provider = Vendor(Connection(api_key="sk-secret", base_url=server.url))
        hurried(provider)
        for _ in range(2):
            assert (await provider.send_message(ask(model="m"))).text == "Hello"
        assert [request.path for request in server.requests] == [
            "/chat/completions", "/v1/chat/completions", "/v1/chat/completions",
        ]  # fmt: skip
        if has_list:
            assert [model.id for model in await provider.get_models()] == ["m"]
        await provider.aclose()
        again = Vendor(Connection(api_key="sk-secret", base_url=server.url))
        hurried(again)
        if has_list:
            assert [model.id for model in await again.get_models()] == ["m"]
            assert (await again.send_message(ask(model="m"))).text == "Hello"
            assert server.requests[-1].path == "/v1/chat/completions"
        else:
            with pytest.raises(NoModelList, match="no model list") as raised:
                await again.get_models()
            assert "http://vendor.test/v1" in raised.value.hint
        await again.aclose()


async def test_the_first_model_that_chats_is_the_default(scripted: Scripted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Vendor, "default_model", "")
    names = ["text-embedding-nomic-embed-text-v1.5", "whisper-large-v3", "qwen2.5-7b-instruct"]
    scripted.say(json.dumps({"data": [{"id": name} for name in names]}), headers=JSON)
    provider = Vendor(Connection(base_url=f"{scripted.url}/v1", api_key="k"))
    assert [model.can_chat for model in await provider.get_models()] == [False, False, True]
    assert provider.get_default_model() == "qwen2.5-7b-instruct"
    await provider.aclose()


async def test_a_short_key_damages_no_words_and_is_sent_as_it_is(scripted: Scripted):
    scripted.say(json.dumps({"error": {"message": "the e in here"}}), 500, JSON)
    provider = Vendor(Connection(base_url=f"{scripted.url}/v1", api_key="e"))
    hurried(provider)
    with pytest.raises(ServerFault) as raised:
        await provider.send_message(ask(model="m"))
    assert "[key]" not in raised.value.message
    assert scripted.last.headers["authorization"] == "Bearer e"
    await provider.aclose()


async def test_a_key_that_cannot_be_one_is_told_by_place_before_anything_is_asked(scripted: Scripted):
    scripted.say("{}")
    provider = Vendor(Connection(base_url=f"{scripted.url}/v1", api_key="sk-te\u200bst-0123"))
    with pytest.raises(AuthenticationFailed, match="Character 6 is a zero-width space") as raised:
        await provider.get_models()
    assert "0123" not in str(raised.value)
    assert scripted.requests == []
