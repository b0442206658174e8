"""Answers of the Responses API as chunks. That programs get them as they are is in tests/api/v1/test_responses.py."""

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest
from fakes.openai import FakeOpenAI
from fakes.script import sse

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Relayed, Started, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.errors import ProviderError, RateLimited, ServerFault
from rxchat.domain.protocols import OwnRequest, Protocol
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.vendors.openai import OpenAIProvider

from ..conftest import hurried

CALL = {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": '{"a": 1}'}
USAGE = {
    "input_tokens": 9,
    "output_tokens": 7,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 1},
    "output_tokens_details": {"reasoning_tokens": 2},
}
COUNTED = Usage(input_tokens=9, output_tokens=7, cache_read_tokens=4, cache_write_tokens=1, reasoning_tokens=2)


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


async def answer(openai: OpenAIProvider, *, stream: bool = True) -> list[Chunk]:
    body = {"model": "gpt-6-luna", "input": "Hi", "stream": stream}
    own = OwnRequest(protocol=Protocol.RESPONSES, body=body)
    chunks = [chunk async for chunk in openai.stream_message(ChatRequest(model="gpt-6-luna", messages=(), own=own))]
    return [chunk for chunk in chunks if not isinstance(chunk, Started | Relayed) and chunk != TextDelta(text="")]


def streamed(*events: dict[str, Any]) -> bytes:
    created = {"type": "response.created", "response": {"id": "resp_1", "model": "gpt-6-luna"}}
    return b"".join(sse(event, "\n", str(event["type"])) for event in (created, *events))


async def test_a_stream_is_read_with_thoughts_calls_and_usage(vendor: FakeOpenAI, openai: OpenAIProvider):
    done = {"status": "completed", "output": [CALL], "usage": USAGE}
    vendor.answer(None, raw=streamed(
        {"type": "response.reasoning_summary_text.delta", "output_index": 0, "delta": "Hm."},
        {"type": "response.output_item.added", "output_index": 1, "item": CALL | {"arguments": ""}},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"a": 1}'},
        {"type": "response.web_search_call.searching", "output_index": 2},
        {"type": "response.completed", "response": done},
    ))  # fmt: skip
    assert await answer(openai) == [
        ThinkingDelta(text="Hm."),
        ToolCallDelta(index=1, id="c1", name="weather"),
        ToolCallDelta(index=1, arguments='{"a": 1}'),
        Finished(reason=FinishReason.TOOL, raw_reason="completed", usage=COUNTED),
    ]


async def test_a_whole_answer_is_read_likewise(vendor: FakeOpenAI, openai: OpenAIProvider):
    vendor.answer("Hello there.", stop_reason="max_output_tokens")
    text, finished = await answer(openai, stream=False)
    assert text == TextDelta(text="Hello there.")
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.raw_reason) == (FinishReason.LENGTH, "max_output_tokens")
    assert finished.usage.output_tokens == 2


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "response.failed", "response": {"error": {"code": "rate_limit_exceeded", "message": "Later."}}}, RateLimited),
        ({"type": "response.failed", "response": {"error": {"code": "server_error", "message": "Oh."}}}, ServerFault),
        ({"type": "error", "code": "server_error", "message": "Oh.", "param": None, "sequence_number": 3}, ServerFault),
        ({"type": "response.failed", "response": {"error": {"code": "invalid_prompt", "message": "No."}}}, ProviderError),
    ],
)  # fmt: skip
async def test_what_fails_half_way_is_one_of_our_errors(
    vendor: FakeOpenAI, openai: OpenAIProvider, event: dict[str, Any], kind: type[ProviderError]
):
    vendor.answer(None, raw=streamed({"type": "response.output_text.delta", "delta": "Hello"}, event))
    with pytest.raises(kind):
        await answer(openai)
