"""Every way Mistral can fail, in each of the five shapes it says so."""

import json
from typing import Any

import pytest
from fakes.mistral import FakeMistral

from rxchat.domain.chunks import Chunk, TextDelta
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
    TimedOut,
)
from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.mistral import MistralProvider

from ..conftest import ask, collect

SMALL = "mistral-small-latest"
LATER = {"retry-after": "90"}


async def _fault(mistral: MistralProvider, model: str = SMALL, text: str = "Hi") -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await mistral.send_message(ask(text, model))
    return raised.value


def _error(message: Any, kind: str = "invalid_request_error", code: str | None = None, **more: Any) -> bytes:
    return json.dumps(
        {"object": "error", "message": message, "type": kind, "param": None, "code": code} | more, ensure_ascii=False
    ).encode()


EXTRA = {
    "detail": [
        {"type": "extra_forbidden", "loc": ["body", "max_completion_tokens"], "msg": "Extra inputs are not permitted", "input": 9}
    ]
}
ORDER = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
EMPTY = "Assistant message must have either content or tool_calls, but not none."
LONG = "Prompt contains 270000 tokens and 0 draft tokens, too large for model with 262144 maximum context length"


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        # shape 1, flat
        (400, _error("Invalid model: x", "invalid_model", "1500", raw_status_code=400), ModelNotFound, "Invalid model: x"),
        (400, _error("Invalid model: x", "invalid_model"), ModelNotFound, "Invalid model: x"),
        (400, _error(ORDER, "invalid_request_message_order", "3230"), RequestRejected, ORDER),
        (400, _error(EMPTY, "invalid_request_message", "3240"), RequestRejected, EMPTY),
        (400, _error(LONG), ContextTooLong, "Prompt contains 270000 tokens"),
        (429, _error("Rate limit exceeded", "rate_limited", "1300"), RateLimited, "Rate limit exceeded"),
        (
            429,
            _error("Service tier capacity exceeded", "service_tier_capacity_exceeded", "3505"),
            Overloaded,
            "is overloaded right now",
        ),
        (
            503,
            _error("Service tier capacity exceeded", "service_tier_capacity_exceeded", "3505"),
            Overloaded,
            "is overloaded right now",
        ),
        (500, _error("Internal server error", "internal_server_error"), ServerFault, "Internal server error"),
        # shape 2, the message an object
        (422, _error(EXTRA), RequestRejected, "max_completion_tokens: Extra inputs are not permitted"),
        # shape 3, FastAPI
        (422, json.dumps(EXTRA).encode(), RequestRejected, "max_completion_tokens: Extra inputs are not permitted"),
        (404, b'{"detail": "Not Found"}', ModelNotFound, "Not Found"),
        (422, b'{"detail": [7, {"loc": 7}]}', RequestRejected, "rejected the request"),
        # shape 4, the gateway
        (401, b'{"message": "Unauthorized", "request_id": "x"}', AuthenticationFailed, "rejected your API key"),
        (429, b'{"message": "Requests rate limit exceeded"}', RateLimited, "Requests rate limit exceeded"),
        # shape 5, text and pages
        (502, b"<html>Bad Gateway</html>", ServerFault, "had an internal error"),
        (503, b"upstream connect error or disconnect/reset before headers", Overloaded, "is overloaded right now"),
        (504, b"", TimedOut, "took too long to respond"),
        (404, b"<html>nginx</html>", InvalidResponse, "unexpected response"),
        # rows of the table that come in any shape
        (402, b"{}", BillingRequired, "out of credit"),
        (403, _error("Model not on your plan", "forbidden"), AuthenticationFailed, "rejected your API key"),
        (404, _error("Not found", "not_found"), ModelNotFound, "Not found"),
        (400, _error("Temperature is odd"), RequestRejected, "Temperature is odd"),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    fake_mistral: FakeMistral, mistral: MistralProvider, status: int, body: bytes, kind: type[ProviderError], words: str
):
    fake_mistral.answer(None, status=status, body=body, headers=LATER)
    error = await _fault(mistral)
    assert (type(error), error.status, error.provider) == (kind, status, "mistral")
    assert "Mistral AI" in error.message
    assert words in error.message
    assert len(fake_mistral.requests) == 1  # a wait of 90 seconds is left to the person


async def test_an_error_keeps_what_support_asks_for(fake_mistral: FakeMistral, mistral: MistralProvider):
    fake_mistral.next(status=400, error_code="3230", message=ORDER)
    error = await _fault(mistral)
    assert (error.vendor_code, error.request_id) == ("3230", "req_000001")


async def test_a_key_without_any_quota_is_a_matter_of_billing_and_not_tried_again(
    fake_mistral: FakeMistral, mistral: MistralProvider
):
    fake_mistral.answer(None, status=429, message="Rate limit exceeded", headers={"x-ratelimit-limit-req-minute": "0"})
    error = await _fault(mistral)
    assert type(error) is BillingRequired
    assert error.message == "Your Mistral AI plan has no request quota."
    assert len(fake_mistral.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again(fake_mistral: FakeMistral, mistral: MistralProvider, status: int):
    fake_mistral.next(status=status, headers={"x-ratelimit-limit-req-minute": "60"})
    fake_mistral.next(text="Hello.")
    assert (await mistral.send_message(ask(model=SMALL))).text == "Hello."


async def test_a_wrong_key_is_told_in_words(fake_mistral: FakeMistral):
    wrong = MistralProvider(Connection(api_key="wrong", base_url=fake_mistral.url))
    error = await _fault(wrong)
    assert (type(error), error.message) == (AuthenticationFailed, "Mistral AI rejected your API key.")
    await wrong.aclose()


async def test_a_retired_model_is_refused_with_the_name_of_what_took_its_place(
    fake_mistral: FakeMistral, mistral: MistralProvider
):
    error = await _fault(mistral, "mistral-7b-instruct")
    assert type(error) is ModelNotFound
    assert error.message == "Mistral AI has retired Mistral 7B Instruct."
    assert error.hint == "Switch to ministral-8b-latest."
    assert not fake_mistral.requests


async def test_an_unknown_model_is_told_with_its_name(mistral: MistralProvider):
    error = await _fault(mistral, "mistral-large-3-25-12")
    assert type(error) is ModelNotFound
    assert "Invalid model: mistral-large-3-25-12" in error.message


async def test_a_conversation_that_does_not_fit_is_told(fake_mistral: FakeMistral, mistral: MistralProvider):
    for card in fake_mistral.models:
        card["max_context_length"] = 1_000
    assert type(await _fault(mistral, text="word " * 1_000)) is ContextTooLong


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (_error("Backend full", "service_tier_capacity_exceeded", "3505"), Overloaded),
        (_error("gone", "internal_server_error", raw_status_code=500), ServerFault),
        (_error("gone", "internal_server_error", raw_status_code=503), Overloaded),
        (_error(EXTRA, raw_status_code=422), RequestRejected),
        (_error("Rate limit exceeded", "rate_limited", "1300"), RateLimited),
        (json.dumps(EXTRA).encode(), ServerFault),
        (b'{"error": {"message": "gone", "type": "internal_server_error"}}', ServerFault),
        (b'{"error": "gone"}', ServerFault),
        (b'{"message": "gone"}', ServerFault),
        (b'{"id": "1"}', StreamInterrupted),  # it says nothing of an error
        (b'{"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]}', ServerFault),
        (b'{"choices": 7}', InvalidResponse),
        (b'{"choices": [{"index": 0, "delta": {"content": ""}', InvalidResponse),
    ],
)
async def test_an_error_in_the_middle_is_one_of_ours_and_the_text_is_kept(
    fake_mistral: FakeMistral, mistral: MistralProvider, event: bytes, kind: type[ProviderError]
):
    started = b'data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "Hello"}, "finish_reason": null}]}\n\n'
    fake_mistral.next(raw=started + b"data: " + event + b"\n\n")
    seen: list[Chunk] = []
    with pytest.raises(ProviderError) as raised:
        await collect(mistral.stream_message(ask(model=SMALL)), seen)
    assert type(raised.value) is kind
    assert TextDelta(text="Hello") in seen
    assert len(fake_mistral.requests) == 1


@pytest.mark.parametrize("ending", ["close", "cut"])
async def test_an_answer_without_its_end_is_interrupted(fake_mistral: FakeMistral, mistral: MistralProvider, ending: str):
    fake_mistral.next(text="one two", after=1, ending=ending)
    assert type(await _fault(mistral)) is StreamInterrupted


async def test_garbage_is_an_invalid_response(fake_mistral: FakeMistral, mistral: MistralProvider):
    fake_mistral.next(text="one", ending="garbage")
    assert type(await _fault(mistral)) is InvalidResponse
