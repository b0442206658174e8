"""Every way Anthropic can fail."""

from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic

from rxchat.domain.chunks import Chunk, TextDelta
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
from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.claude import ClaudeProvider

from ..conftest import ask, collect, fault_of


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ({"status": 400}, RequestRejected),
        ({"status": 400, "message": "Your credit balance is too low to access the API."}, BillingRequired),
        ({"status": 400, "message": "You have reached your specified API usage limits."}, BillingRequired),
        ({"status": 400, "error_code": "organization_on_hold"}, BillingRequired),
        ({"status": 400, "message": "prompt is too long: 1000001 tokens > 1000000 maximum"}, ContextTooLong),
        ({"status": 400, "message": "input length and `max_tokens` exceed context limit: 1 + 2 > 2"}, ContextTooLong),
        ({"status": 400, "message": "Output blocked by content filtering policy"}, ContentBlocked),
        ({"status": 401}, AuthenticationFailed),
        ({"status": 402}, BillingRequired),
        ({"status": 403}, AuthenticationFailed),
        ({"status": 404}, ModelNotFound),
        ({"status": 404, "body": b"<html>nginx</html>"}, InvalidResponse),
        ({"status": 408}, TimedOut),
        ({"status": 409}, ServerFault),
        ({"status": 413}, ContextTooLong),
        ({"status": 413, "body": b"<html>cloudflare</html>"}, ContextTooLong),
        ({"status": 422}, RequestRejected),
        ({"status": 429, "headers": {"retry-after": "90"}}, RateLimited),
        ({"status": 429}, BillingRequired),
        ({"status": 429, "error_code": "enforced_spend_limit_reached", "headers": {"retry-after": "1"}}, BillingRequired),
        ({"status": 429, "error_code": "contract_spend_limit_reached", "headers": {"retry-after": "1"}}, BillingRequired),
        ({"status": 429, "error_code": "ramp_limit_exceeded", "headers": {"retry-after": "90"}}, RateLimited),
        ({"status": 500}, ServerFault),
        ({"status": 502, "body": b"bad gateway"}, ServerFault),
        ({"status": 503, "body": b""}, Overloaded),
        ({"status": 504}, TimedOut),
        ({"status": 529}, Overloaded),
    ],
)
async def test_every_error_of_the_vendor_is_one_of_ours(
    fake: FakeAnthropic, claude: ClaudeProvider, script: dict[str, Any], kind: type[ProviderError]
):
    fake.answer(None, **script)
    error = await fault_of(claude)
    assert type(error) is kind
    assert error.status == script["status"]
    assert error.provider == "claude"
    assert "Claude" in error.message
    tries = 1 if not error.retryable or error.retry_after == 90 else 3
    assert len(fake.requests) == tries


async def test_an_error_keeps_what_support_asks_for(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.next(status=400, message="messages: too odd", error_code="odd")
    error = await fault_of(claude)
    assert error.message == "Claude rejected the request: messages: too odd"
    assert (error.vendor_code, error.request_id) == ("odd", "req_000001")


async def test_a_wrong_key_is_told_in_words(fake: FakeAnthropic):
    wrong = ClaudeProvider(Connection(api_key="sk-ant-wrong", base_url=fake.url))
    error = await fault_of(wrong)
    assert (type(error), error.message) == (AuthenticationFailed, "Claude rejected your API key.")
    await wrong.aclose()


async def test_a_retired_model_is_not_found(claude: ClaudeProvider):
    with pytest.raises(ModelNotFound, match="has retired claude-opus-4-1"):
        await claude.send_message(ask(model="claude-opus-4-1-20250805"))


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("overloaded_error", Overloaded), ("api_error", ServerFault), ("rate_limit_error", RateLimited),
        ("timeout_error", TimedOut), ("invalid_request_error", RequestRejected), ("billing_error", BillingRequired),
        ("authentication_error", AuthenticationFailed), ("permission_error", AuthenticationFailed),
        ("not_found_error", ModelNotFound), ("request_too_large", ContextTooLong), ("conflict_error", ServerFault),
        ("invented_error", ServerFault),
    ],
)  # fmt: skip
async def test_an_error_in_the_middle_is_told_by_its_type(
    fake: FakeAnthropic, claude: ClaudeProvider, type_: str, kind: type[ProviderError]
):
    fake.next(text="one two", after=1, ending="error", error_type=type_)
    assert type(await fault_of(claude)) is kind
    assert len(fake.requests) == 1


async def test_an_overload_reported_before_content_is_tried_again(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.next(after=0, ending="error")
    fake.next(text="Hello.")
    assert (await claude.send_message(ask())).text == "Hello."


@pytest.mark.parametrize("ending", ["close", "cut"])
@pytest.mark.parametrize("after", [1, 2])
async def test_an_answer_without_its_end_is_interrupted_and_its_text_kept(
    fake: FakeAnthropic, claude: ClaudeProvider, ending: str, after: int
):
    fake.next(text="one two", after=after, ending=ending)
    seen: list[Chunk] = []
    with pytest.raises(StreamInterrupted):
        await collect(claude.stream_message(ask()), seen)
    assert [chunk.text for chunk in seen if isinstance(chunk, TextDelta)] == ["one ", "two"][:after]


async def test_garbage_is_an_invalid_response(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.next(text="one", ending="garbage")
    assert type(await fault_of(claude)) is InvalidResponse


@pytest.mark.parametrize(
    "event",
    [
        '{"type": "message_delta", "delta": 7}',
        '{"type": "message_start", "message": {"id": "1", "model": "m", "usage": 7}}',
    ],
)
async def test_an_event_of_the_wrong_shape_is_an_invalid_response(fake: FakeAnthropic, claude: ClaudeProvider, event: str):
    fake.next(raw=f"data: {event}\n\n".encode())
    assert type(await fault_of(claude)) is InvalidResponse
