"""The vendors' own libraries against `/v1`: streams, tools, errors, for models of every kind of vendor."""

import json
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Any

import anthropic as anthropic_sdk
import httpx
import openai as openai_sdk
import pytest
import uvicorn
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from fakes.openai import FakeOpenAI
from programs import new_token

from rxchat.domain.usage_reports import Grouping, Period
from rxchat.wiring import Services

CLAUDE, MISTRAL, OPENAI = "claude:claude-haiku-5-5", "mistral:mistral-large-latest", "openai:gpt-6-luna"
DEAR = "claude:claude-opus-5-5"
ALL = (CLAUDE, MISTRAL, OPENAI)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CHAT_TOOL: Any = {"type": "function", "function": {"name": "weather", "description": "Weather.", "parameters": SCHEMA}}
MESSAGES_TOOL: Any = {"name": "weather", "description": "Weather.", "input_schema": SCHEMA}
ASKED: Any = [{"role": "user", "content": "Hello"}]


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Generator[dict[str, Any]]:
    """Ask for it before the services: they read the environment."""
    with FakeMistral() as mistral, FakeOpenAI() as openai:
        for name, fake in {"MISTRAL": mistral, "OPENAI": openai}.items():
            monkeypatch.setenv(f"{name}_API_KEY", fake.key)
            monkeypatch.setenv(f"{name}_BASE_URL", fake.url + ("/v1" if name == "OPENAI" else ""))
            fake.answer("Hello there.")
        yield {"mistral": mistral, "openai": openai}


@pytest.fixture
async def url(vendors: dict[str, Any], services: Services, guarded: Any, anthropic: FakeAnthropic) -> AsyncGenerator[str]:
    anthropic.answer("Hello there.")
    vendors["claude"] = anthropic
    async with _served(guarded) as address:
        yield address


@asynccontextmanager
async def _served(app: Any) -> AsyncGenerator[str]:
    import asyncio  # noqa: PLC0415

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    sock = server.config.bind_socket()
    sock.listen()
    running = asyncio.create_task(server.serve([sock]))
    try:
        yield f"http://localhost:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        sock.close()


def chat_client(url: str, token: str) -> openai_sdk.AsyncOpenAI:
    return openai_sdk.AsyncOpenAI(base_url=f"{url}/v1", api_key=token, max_retries=0)


def messages_client(url: str, token: str) -> anthropic_sdk.AsyncAnthropic:
    return anthropic_sdk.AsyncAnthropic(base_url=url, api_key=token, max_retries=0)


def calling(vendor: str) -> bytes:
    """A stream in which the vendor asks for the weather."""
    if vendor == "claude":
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "m",
             "content": [], "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 1}}},
            {"type": "content_block_start", "index": 0,
             "content_block": {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"city": '}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '"Oslo"}'}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None}, "usage": {"output_tokens": 7}},
            {"type": "message_stop"},
        ]  # fmt: skip
        return b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    first = {"index": 0, "id": "callabcd1", "type": "function", "function": {"name": "weather", "arguments": '{"city": '}}
    rest = {"index": 0, "function": {"arguments": '"Oslo"}'}}
    deltas: list[tuple[dict[str, Any], str | None]] = [
        ({"role": "assistant", "content": None, "tool_calls": [first]}, None), ({"tool_calls": [rest]}, None), ({}, "tool_calls")
    ]  # fmt: skip
    usage = {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]} for delta, end in deltas]
    return b"".join(f"data: {json.dumps(each)}\n\n".encode() for each in [*chunks[:-1], chunks[-1] | {"usage": usage}]) + (
        b"data: [DONE]\n\n"
    )


@pytest.mark.parametrize("model", ALL)
async def test_one_library_streams_and_calls_tools_of_every_vendor(
    url: str, token: str, vendors: dict[str, Any], model: str, services: Services
):
    async with chat_client(url, token) as client:
        whole = await client.chat.completions.create(model=model, messages=ASKED, max_completion_tokens=100)
        assert whole.choices[0].message.content == "Hello there."
        assert whole.choices[0].finish_reason == "stop"
        assert whole.usage is not None
        assert whole.usage.prompt_tokens > 0
        async with client.chat.completions.stream(model=model, messages=ASKED, stream_options={"include_usage": True}) as stream:
            pieces = [event.delta async for event in stream if event.type == "content.delta"]
            final = await stream.get_final_completion()
        assert "".join(pieces) == final.choices[0].message.content == "Hello there."
        assert final.usage is not None
        vendor = vendors[model.partition(":")[0]]
        vendor.next(raw=calling(model.partition(":")[0]))
        async with client.chat.completions.stream(model=model, messages=ASKED, tools=[CHAT_TOOL]) as stream:
            called = (await stream.get_final_completion()).choices[0]
        assert called.finish_reason == "tool_calls"
        (call,) = called.message.tool_calls or []
        assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "Oslo"})
        answered: Any = [
            *ASKED,
            {"role": "assistant", "content": None, "tool_calls": [call.model_dump(include={"id", "type", "function"})]},
            {"role": "tool", "tool_call_id": call.id, "content": "Rain."},
        ]
        for turn in answered[1]["tool_calls"]:
            turn["function"].pop("parsed_arguments", None)
        done = await client.chat.completions.create(model=model, messages=answered, tools=[CHAT_TOOL])
        assert done.choices[0].message.content == "Hello there."
    report = await services.usage.summaries.report(services.auth.local_user_id, Grouping.TOKEN, Period())
    assert [(line.token, line.figures.requests, line.figures.failures) for line in report.lines] == [("Editor", 4, 0)]
    assert report.total.output_tokens > 0


@pytest.mark.parametrize("model", ALL)
async def test_the_other_one_does_too(url: str, token: str, vendors: dict[str, Any], model: str):
    asked: Any = {"model": model, "max_tokens": 100, "messages": ASKED}
    async with messages_client(url, token) as client:
        whole = await client.messages.create(**asked, system=[{"type": "text", "text": "Be brief."}])
        assert [block.text for block in whole.content if block.type == "text"] == ["Hello there."]
        assert whole.stop_reason == "end_turn"
        assert whole.usage.input_tokens > 0
        async with client.messages.stream(**asked) as stream:
            text = "".join([piece async for piece in stream.text_stream])
            final = await stream.get_final_message()
        assert (text, final.stop_reason) == ("Hello there.", "end_turn")
        assert final.usage.output_tokens > 0
        vendors[model.partition(":")[0]].next(raw=calling(model.partition(":")[0]))
        async with client.messages.stream(**asked, tools=[MESSAGES_TOOL]) as stream:
            called = await stream.get_final_message()
        assert called.stop_reason == "tool_use"
        (call,) = [block for block in called.content if block.type == "tool_use"]
        assert (call.name, call.input) == ("weather", {"city": "Oslo"})
        result = {"type": "tool_result", "tool_use_id": call.id, "content": [{"type": "text", "text": "Rain."}]}
        use = {"type": "tool_use", "id": call.id, "name": call.name, "input": call.input}
        turns = [*ASKED, {"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
        done = await client.messages.create(**asked | {"messages": turns}, tools=[MESSAGES_TOOL])
        assert done.stop_reason == "end_turn"
        counted = await client.messages.count_tokens(model=model, messages=ASKED)
        assert counted.input_tokens == (77 if model == CLAUDE else 3)


async def test_both_libraries_know_the_errors_by_their_classes(url: str, vendors: dict[str, Any], services: Services):
    limited = await new_token(services, models=("mistral:*",))
    for fake in vendors.values():
        fake.answer(None, status=429, message="Slow down.", headers={"retry-after": "7"})
    async with chat_client(url, limited) as client:
        asked: Any = {"messages": ASKED}
        with pytest.raises(openai_sdk.PermissionDeniedError):
            await client.chat.completions.create(model=CLAUDE, **asked)
        with pytest.raises(openai_sdk.NotFoundError):
            await client.chat.completions.create(model="made-up", **asked)
        with pytest.raises(openai_sdk.RateLimitError) as caught:
            await client.chat.completions.create(model=MISTRAL, **asked, stream=True)
        assert caught.value.code == "rate_limited"
        with pytest.raises(openai_sdk.BadRequestError):
            await client.chat.completions.create(model=MISTRAL, messages=[])
    async with chat_client(url, "sk-made-up") as client:
        with pytest.raises(openai_sdk.AuthenticationError):
            await client.models.list()
    everything = await new_token(services)
    for status, kind in ((429, anthropic_sdk.RateLimitError), (529, anthropic_sdk.APIStatusError)):
        vendors["claude"].answer(None, status=status, message="Later.", headers={"retry-after": "7"})
        services.providers.factory.create("claude").retries = _never()
        async with messages_client(url, everything) as client:
            with pytest.raises(kind) as refused:
                await client.messages.create(model=CLAUDE, max_tokens=9, messages=ASKED)
            assert refused.value.status_code == status
    async with messages_client(url, "rxchat_wrong") as client:
        with pytest.raises(anthropic_sdk.AuthenticationError):
            await client.messages.create(model=CLAUDE, max_tokens=9, messages=ASKED)


def _never() -> Any:
    from rxchat.providers.pipeline.retry import RetryPolicy  # noqa: PLC0415

    return RetryPolicy(retries=0)


async def test_a_request_in_the_vendors_own_protocol_arrives_as_it_was_sent(url: str, token: str, anthropic: FakeAnthropic):
    """As Claude Code writes them: cache marks, betas, thinking, metadata."""
    body = {
        "model": CLAUDE,
        "max_tokens": 200,
        "stream": True,
        "system": [{"type": "text", "text": "You are Claude Code.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}}]}],
        "tools": [MESSAGES_TOOL],
        "metadata": {"user_id": "user_1"},
        "thinking": {"type": "adaptive", "display": "summarized"},
    }
    betas = {"anthropic-beta": "context-1m-2026,claude-code-2026", "anthropic-version": "2023-06-01"}
    before = len(anthropic.messages)
    async with httpx.AsyncClient(base_url=url, headers={"x-api-key": token, **betas}, timeout=30) as program:
        response = await program.post("/v1/messages?beta=true", json=body)
    assert response.status_code == 200
    assert "event: message_start" in response.text
    assert "signature" not in response.text or "thinking" in response.text
    (sent,) = anthropic.messages[before:]
    assert json.loads(sent.body) == body | {"model": "claude-haiku-5-5"}
    assert sent.headers["anthropic-beta"] == betas["anthropic-beta"]
    assert sent.headers["x-api-key"] == anthropic.key
    assert token not in json.dumps(sent.headers)


async def test_a_token_is_refused_from_the_request_after_it_is_used_up_or_revoked(
    url: str, services: Services, anthropic: FakeAnthropic
):
    from decimal import Decimal  # noqa: PLC0415

    secret = await new_token(services, name="Capped", monthly_limit=Decimal("0.0001"))
    async with chat_client(url, secret) as client:
        await client.chat.completions.create(model=DEAR, messages=ASKED)
        calls = len(anthropic.messages)
        with pytest.raises(openai_sdk.APIStatusError, match="Capped") as caught:
            await client.chat.completions.create(model=DEAR, messages=ASKED)
        assert (caught.value.status_code, len(anthropic.messages)) == (402, calls)
        (token,) = [each for each in await services.auth.programs.list_of(services.auth.local_user_id) if each.name == "Capped"]
        await services.auth.programs.revoke(services.auth.local_user_id, token.id)
        with pytest.raises(openai_sdk.AuthenticationError):
            await client.models.list()
