import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.script import sse

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
    StreamInterrupted,
    TimedOut,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import Lifecycle
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.tools import Tool, ToolCall, ToolResult
from rxchat.domain.usage import Usage
from rxchat.providers.conformance import STATUSES, ProviderConformance
from rxchat.providers.vendors.gemini import ERROR_STATUSES, GeminiProvider
from rxchat.providers.vendors.gemini_models import MODELS

from ..conftest import ask as ask_any
from ..conftest import collect, hurried

RETRY = "type.googleapis.com/google.rpc.RetryInfo"
OF_GOOGLE = {status: kind for status, kind in STATUSES.items() if status in (400, 401, 403, 404, 429, 500, 503, 504)}
QUOTA = "type.googleapis.com/google.rpc.QuotaFailure"


class TestGeminiConformance(ProviderConformance):
    provider = GeminiProvider
    model = "gemini-3.8-flash"
    models = json.dumps(
        {"models": [{"name": "models/gemini-3.8-flash", "supportedGenerationMethods": ["generateContent"]}]}
    ).encode()
    statuses = OF_GOOGLE

    def text(self, text: str) -> bytes:
        return self._part({"text": text})

    def thinking(self, text: str) -> bytes:
        return self._part({"text": text, "thought": True})

    def usage(self, usage: Usage) -> bytes:
        return self.event(_counts(usage))

    def end(self, usage: Usage) -> bytes:
        return self.event({"candidates": [{"finishReason": "STOP", "index": 0}]} | _counts(usage))

    def reason(self) -> bytes:
        return self.end(Usage())

    def whole(self, text: str) -> bytes:
        candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}
        return json.dumps([{"candidates": [candidate]}]).encode()

    def failure(self, says: str) -> bytes:
        return json.dumps(self._error(503, says), indent=2).encode() + b"\n"

    def refusal(self, status: int, says: str) -> bytes:
        return json.dumps(self._error(status, says)).encode()

    def limit(self, seconds: int) -> tuple[dict[str, str], bytes]:
        error = self._error(429, "slow down")
        error["error"]["details"] = [{"@type": RETRY, "retryDelay": f"{seconds}s"}]
        return {}, json.dumps(error).encode()

    def _error(self, status: int, says: str) -> dict[str, Any]:
        word = next(word for word, kind in ERROR_STATUSES.items() if kind is self.statuses[status])
        return {"error": {"code": status, "message": says, "status": word}}

    def _part(self, part: dict[str, Any]) -> bytes:
        return self.event({"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}], "modelVersion": "m"})


def _counts(usage: Usage) -> dict[str, Any]:
    told = {"promptTokenCount": usage.input_tokens, "candidatesTokenCount": usage.output_tokens}
    counts = {name: count for name, count in told.items() if count is not None}
    return {"usageMetadata": counts} if counts else {}


@pytest.fixture
def vendor() -> Iterator[FakeGemini]:
    with FakeGemini() as server:
        yield server


@pytest.fixture
async def gemini(vendor: FakeGemini) -> AsyncGenerator[GeminiProvider]:
    provider = GeminiProvider(Connection(api_key=vendor.key, base_url=vendor.url))
    hurried(provider)
    yield provider
    await provider.aclose()


def ask(text: str = "Hi", model: str = "gemini-3.8-flash", **more: Any) -> ChatRequest:
    return replace(ask_any(text, model), **more)


async def _fault(gemini: GeminiProvider) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await gemini.send_message(ask())
    return raised.value


async def test_an_answer_comes_with_thinking_text_and_usage(vendor: FakeGemini, gemini: GeminiProvider):
    vendor.answer("Hello there.", thinking="Hm.")
    before = Usage(input_tokens=35, cache_read_tokens=7)
    after = replace(before, output_tokens=3, reasoning_tokens=1)
    async with aclosing(gemini.stream_message(ask())) as chunks:
        assert [chunk async for chunk in chunks] == [
            Started(id="resp-1", model="gemini-3.8-flash"),
            ThinkingDelta(text="Hm."),
            UsageUpdate(usage=before),
            TextDelta(text="Hello "),
            UsageUpdate(usage=before),
            TextDelta(text="there."),
            UsageUpdate(usage=before),
            UsageUpdate(usage=after),
            Finished(reason=FinishReason.STOP, raw_reason="STOP", usage=after),
        ]


async def test_the_smallest_request_is_the_vendors_own_format(vendor: FakeGemini, gemini: GeminiProvider):
    await gemini.send_message(ask(system="Be brief.", max_tokens=50))
    assert vendor.last.path == "/v1/models/gemini-3.8-flash:streamGenerateContent"
    assert vendor.last.headers["x-goog-api-key"] == vendor.key
    assert "authorization" not in vendor.last.headers
    assert vendor.last.json == {
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "generationConfig": {"maxOutputTokens": 50, "thinkingConfig": {"includeThoughts": True}},
    }


async def test_an_image_and_an_untidy_history_are_taken(vendor: FakeGemini, gemini: GeminiProvider):
    pictured = Message(role=Role.USER, parts=(ImagePart(media_type="image/png", data=b"png"), TextPart(text="What is it?")))
    messages = (assistant_message("Hi!"), pictured, assistant_message("A cat."), user_message("More."), assistant_message("It"))
    await gemini.send_message(replace(ask(), messages=messages))
    assert vendor.last.json["contents"] == [
        {"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "cG5n"}}, {"text": "What is it?"}]},
        {"role": "model", "parts": [{"text": "A cat."}]},
        {"role": "user", "parts": [{"text": "More."}]},
    ]


@pytest.mark.parametrize("model", [*(model.id for model in MODELS), "gemini-flash-latest", "gemma-3-27b-it"])
@pytest.mark.parametrize("is_listed", [False, True])
async def test_every_model_takes_every_request(gemini: GeminiProvider, model: str, is_listed: bool):
    if is_listed:  # what the vendor's own list says counts then
        await gemini.get_models()
    for reasoning, max_tokens in product((None, *Reasoning), (None, 500)):
        request = ask(model=model, reasoning=reasoning, max_tokens=max_tokens, temperature=1.5, top_p=0.9)
        assert (await gemini.send_message(request)).reason is FinishReason.STOP
    call, result = ToolCall(id="1", name="weather", arguments="{}"), ToolResult(call_id="1", text="Rain.")
    turns = (Message(role=Role.ASSISTANT, parts=(), calls=(call,)), Message(role=Role.USER, parts=(), results=(result,)))
    request = ask(model=model, tools=(Tool(name="weather", schema={"type": "object"}),), stop=("END",))
    assert (await gemini.send_message(replace(request, messages=(*request.messages, *turns)))).reason is FinishReason.STOP


async def test_the_list_is_read_page_by_page_and_holds_what_generates_text(vendor: FakeGemini, gemini: GeminiProvider):
    vendor.page_size = 4
    models = {model.id: model for model in await gemini.get_models()}
    assert {"gemini-3.8-flash", "gemma-3-27b-it"} <= models.keys()
    assert not models.keys() & {"gemini-embedding-001", "imagen-4.0-generate-001", "gemini-2.5-flash-preview-tts"}
    assert models["gemini-4-argon"].max_output_tokens == 1_048_576
    assert models["gemini-2.5-pro"].lifecycle is Lifecycle.DEPRECATED
    assert models["gemma-3-27b-it"].capabilities.reasoning is False


async def test_a_list_that_never_ends_is_left(vendor: FakeGemini, gemini: GeminiProvider):
    vendor.listing = b'{"models": [], "nextPageToken": "again"}'
    assert await gemini.get_models() == []
    assert len(vendor.requests) == 2


@pytest.mark.parametrize("listing", ['{"models": [{}]}', '{"models": [7]}', '{"models": 7}', "[]", "{"])
async def test_a_list_of_the_wrong_shape_is_an_invalid_response(vendor: FakeGemini, gemini: GeminiProvider, listing: str):
    vendor.listing = listing.encode()
    with pytest.raises(InvalidResponse):
        await gemini.get_models()


async def test_a_wrong_key_is_a_400_and_told_in_words(vendor: FakeGemini):
    wrong = GeminiProvider(Connection(api_key="AIza-wrong", base_url=vendor.url))
    error = await _fault(wrong)
    assert (type(error), error.status, error.vendor_code) == (AuthenticationFailed, 400, "API_KEY_INVALID")
    assert error.message == "Gemini rejected your API key."
    assert await wrong.validate_api_key() is False
    assert vendor.last.query == {"pageSize": ["1"]}
    await wrong.aclose()


@pytest.mark.parametrize("is_wrapped", [False, True])
@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"status": 400}, RequestRejected),
        ({"status": 400, "error_code": "API_KEY_INVALID"}, AuthenticationFailed),
        ({"status": 400, "error_code": "API_KEY_EXPIRED"}, AuthenticationFailed),
        ({"status": 400, "error_type": "FAILED_PRECONDITION", "message": "User location is not supported."}, BillingRequired),
        (
            {"status": 400, "message": "The input token count (9) exceeds the maximum number of tokens allowed (8)."},
            ContextTooLong,
        ),
        ({"status": 403}, AuthenticationFailed),
        ({"status": 404}, ModelNotFound),
        ({"status": 404, "body": b"<html>"}, InvalidResponse),
        ({"status": 429}, RateLimited),
        ({"status": 500}, ServerFault),
        ({"status": 502, "body": b"bad gateway"}, ServerFault),
        ({"status": 503}, Overloaded),
        ({"status": 504}, TimedOut),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    vendor: FakeGemini, gemini: GeminiProvider, script: dict[str, Any], kind: type[ProviderError], is_wrapped: bool
):
    vendor.wraps_errors = is_wrapped
    vendor.answer(None, **script)
    error = await _fault(gemini)
    assert type(error) is kind
    assert (error.status, error.provider) == (script["status"], "gemini")
    assert len(vendor.requests) == (3 if error.retryable else 1)


@pytest.mark.parametrize(("delay", "seconds", "tries"), [("32s", 32.0, 3), ("0.5s", 0.5, 3), ("61s", 61.0, 1)])
async def test_the_delay_stands_in_the_body(vendor: FakeGemini, gemini: GeminiProvider, delay: str, seconds: float, tries: int):
    waits = hurried(gemini)
    vendor.details = [{"@type": QUOTA, "violations": [{"quotaId": "GenerateRequestsPerMinute"}]}]
    vendor.details += [{"@type": RETRY, "retryDelay": delay}]
    vendor.answer(None, status=429)
    error = await _fault(gemini)
    assert (type(error), error.retry_after, len(vendor.requests)) == (RateLimited, seconds, tries)
    assert waits == [seconds] * (tries - 1)


async def test_a_quota_of_the_day_is_not_tried_again(vendor: FakeGemini, gemini: GeminiProvider):
    quota = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}
    vendor.details = [{"@type": QUOTA, "violations": [quota]}, {"@type": RETRY, "retryDelay": "32s"}]
    vendor.answer(None, status=429)
    error = await _fault(gemini)
    assert (type(error), len(vendor.requests)) == (BillingRequired, 1)
    assert error.message == "You've used today's Gemini quota."
    assert "tomorrow" in error.hint


async def test_a_free_tier_that_is_not_offered_is_told_in_words(vendor: FakeGemini, gemini: GeminiProvider):
    vendor.next(status=400, error_type="FAILED_PRECONDITION", message="User location is not supported for the API use.")
    error = await _fault(gemini)
    assert "isn't available in your region" in error.message
    assert "billing" in error.hint


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("word", "kind"), [("UNAVAILABLE", Overloaded), ("INTERNAL", ServerFault)])
async def test_an_error_that_breaks_in_as_bare_lines_is_read(
    vendor: FakeGemini, gemini: GeminiProvider, word: str, kind: type[ProviderError], newline: str
):
    vendor.next(text="one two", after=1, ending="error", error_type=word, message="No {capacity}.", newline=newline)
    seen: list[Chunk] = []
    with pytest.raises(kind) as raised:
        await collect(gemini.stream_message(ask()), seen)
    assert raised.value.status in (500, 503)
    assert [chunk.text for chunk in seen if isinstance(chunk, TextDelta)] == ["one "]


@pytest.mark.parametrize("form", ["data: {}\n\n", "data: [{}]\n\n", "{}\n", "[{}]", "[{}\n]\n"])
async def test_an_error_is_read_in_whatever_form_it_comes(vendor: FakeGemini, gemini: GeminiProvider, form: str):
    event = {"error": {"code": 503, "message": "Busy.", "status": "UNAVAILABLE"}}
    vendor.answer(None, raw=form.replace("{}", json.dumps(event)).encode())
    assert type(await _fault(gemini)) is Overloaded
    assert len(vendor.requests) == 3


@pytest.mark.parametrize("reason", ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "JAILBREAK"])
async def test_a_blocked_prompt_is_told_in_words(vendor: FakeGemini, gemini: GeminiProvider, reason: str):
    event = {"promptFeedback": {"blockReason": reason}, "usageMetadata": {"promptTokenCount": 4}}
    vendor.next(raw=f"data: {json.dumps(event)}\n\n".encode())
    error = await _fault(gemini)
    assert (type(error), error.vendor_code) == (ContentBlocked, reason)
    assert error.message == f"Gemini blocked this message: the prompt ({reason})"
    assert error.hint


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("STOP", FinishReason.STOP), ("MAX_TOKENS", FinishReason.LENGTH), ("CONTINUATION", FinishReason.LENGTH),
        ("SAFETY", FinishReason.REFUSAL), ("RECITATION", FinishReason.REFUSAL), ("LANGUAGE", FinishReason.REFUSAL),
        ("BLOCKLIST", FinishReason.REFUSAL), ("PROHIBITED_CONTENT", FinishReason.REFUSAL), ("SPII", FinishReason.REFUSAL),
        ("ESCALATION", FinishReason.REFUSAL), ("PUP_LIMITED_DISABLED", FinishReason.REFUSAL),
        ("IMAGE_SAFETY", FinishReason.REFUSAL), ("MALFORMED_FUNCTION_CALL", FinishReason.TOOL),
        ("UNEXPECTED_TOOL_CALL", FinishReason.TOOL), ("TOO_MANY_TOOL_CALLS", FinishReason.TOOL),
        ("MALFORMED_RESPONSE", FinishReason.ERROR), ("OTHER", FinishReason.UNKNOWN), ("NO_IMAGE", FinishReason.UNKNOWN),
        ("MISSING_THOUGHT_SIGNATURE", FinishReason.UNKNOWN), ("INVENTED", FinishReason.UNKNOWN),
    ],
)  # fmt: skip
async def test_finish_reasons_are_translated_and_kept(vendor: FakeGemini, gemini: GeminiProvider, raw: str, reason: FinishReason):
    vendor.answer("Hi", stop_reason=raw)
    reply = await gemini.send_message(ask())
    assert (reply.reason, reply.raw_reason, reply.text) == (reason, raw, "Hi")


async def test_an_end_that_says_why_keeps_it(vendor: FakeGemini, gemini: GeminiProvider):
    vendor.answer("I was", stop_reason="SAFETY", stop_details={"finishMessage": "Dangerous."})
    reply = await gemini.send_message(ask())
    assert (reply.reason, reply.raw_reason) == (FinishReason.REFUSAL, "SAFETY: Dangerous.")


@pytest.mark.parametrize("ending", ["close", "cut"])
async def test_an_answer_without_its_end_is_interrupted_and_its_text_kept(
    vendor: FakeGemini, gemini: GeminiProvider, ending: str
):
    vendor.next(text="one two", after=1, ending=ending)
    seen: list[Chunk] = []
    with pytest.raises(StreamInterrupted):
        await collect(gemini.stream_message(ask()), seen)
    assert [chunk.text for chunk in seen if isinstance(chunk, TextDelta)] == ["one "]


async def test_a_model_that_is_not_there_is_not_found(gemini: GeminiProvider):
    with pytest.raises(ModelNotFound, match="gemini-1"):
        await gemini.send_message(ask(model="gemini-1"))


async def test_an_id_cannot_lead_to_another_address(vendor: FakeGemini, gemini: GeminiProvider):
    with pytest.raises(ProviderError):
        await gemini.send_message(ask(model="../../v1beta/files?x=1#"))
    assert vendor.last.path.startswith("/v1/models/..%2F")


async def test_thoughts_are_billed_with_the_answer(vendor: FakeGemini, gemini: GeminiProvider):
    first = {"content": {"role": "model", "parts": [{"text": "Good "}]}, "index": 0}
    last = {"content": {"role": "model", "parts": [{"text": "day"}]}, "finishReason": "STOP", "index": 0}
    counts = {"promptTokenCount": 21, "candidatesTokenCount": 4, "thoughtsTokenCount": 40, "totalTokenCount": 65}
    head = {"modelVersion": "gemini-3.8-flash", "responseId": "r-7"}
    events = [
        {"candidates": [first], "usageMetadata": {"promptTokenCount": 21, "totalTokenCount": 21}},
        {"candidates": [last], "usageMetadata": counts},
    ]
    vendor.next(raw=b"".join(sse(event | head) for event in events))
    reply = await gemini.send_message(ask())
    assert (reply.id, reply.text) == ("r-7", "Good day")
    assert reply.usage == Usage(input_tokens=21, output_tokens=44, reasoning_tokens=40)


def test_the_first_model_of_the_built_in_list_is_the_default():
    provider = GeminiProvider(Connection())
    assert provider.get_default_model() == provider.known_models()[0].id == "gemini-3.8-flash"
