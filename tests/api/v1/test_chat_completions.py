"""The vendors' own libraries against `/v1`: streams, tools, errors, for models of every kind of vendor."""

import json
from typing import Any

import anthropic as anthropic_sdk
import httpx
import openai as openai_sdk
import pytest
from fakes.anthropic import FakeAnthropic
from programs import new_token
from vendor_libraries import (
    ALL,
    ASKED,
    CHAT_TOOL,
    CLAUDE,
    DEAR,
    GEMINI,
    MESSAGES_TOOL,
    MISTRAL,
    OLLAMA,
    OPENAI,
    calling,
    chat_client,
    messages_client,
)

from rxchat.domain.usage_reports import Grouping, Period
from rxchat.wiring import Services


async def test_one_library_streams_and_calls_tools_of_every_vendor(
    url: str, token: str, vendors: dict[str, Any], services: Services, subtests: pytest.Subtests
):
    for model in ALL:
        with subtests.test(model):
            await chat(url, token, vendors, model)
    report = await services.usage.summaries.report(services.auth.local_user_id, Grouping.TOKEN, Period())
    figures = [(line.token, line.figures.requests, line.figures.failures) for line in report.lines]
    assert figures == [("Editor", 4 * len(ALL), 0)]
    assert report.total.output_tokens > 0


async def chat(url: str, token: str, vendors: dict[str, Any], model: str) -> None:
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


async def test_only_the_allowed_tools_reach_another_vendor(url: str, token: str, vendors: dict[str, Any]):
    other: Any = {"type": "function", "function": {"name": "delete_all", "parameters": {"type": "object"}}}
    allowed: Any = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [CHAT_TOOL]}}
    async with chat_client(url, token) as client:
        for model in (CLAUDE, GEMINI, OLLAMA):
            await client.chat.completions.create(model=model, messages=ASKED, tools=[CHAT_TOOL, other], tool_choice=allowed)
            sent = json.dumps(vendors[model.partition(":")[0]].last.json)
            assert ("weather" in sent, "delete_all" in sent) == (True, False)
        with pytest.raises(openai_sdk.BadRequestError, match="weather isn't among the tools"):
            await client.chat.completions.create(model=CLAUDE, messages=ASKED, tools=[other], tool_choice=allowed)


async def test_the_other_one_does_too(url: str, token: str, vendors: dict[str, Any], subtests: pytest.Subtests):
    for model in ALL:
        with subtests.test(model):
            await message(url, token, vendors, model)


async def message(url: str, token: str, vendors: dict[str, Any], model: str) -> None:
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


async def test_claude_codes_requests_reach_other_vendors_models(url: str, token: str, subtests: pytest.Subtests):
    """As it writes them: lists with cache marks, thinking of earlier turns, results as lists, betas, metadata."""
    marked = {"cache_control": {"type": "ephemeral"}}
    use = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "Rain."}], **marked}
    body: dict[str, Any] = {
        "max_tokens": 200,
        "system": [{"type": "text", "text": "You are Claude Code."}, {"type": "text", "text": "Be brief.", **marked}],
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Rain in Oslo?", **marked}]},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.", "signature": "s"}, use]},
            {"role": "user", "content": [result, {"type": "text", "text": "So?"}]},
        ],
        "tools": [MESSAGES_TOOL | marked],
        "metadata": {"user_id": "user_1"},
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "context_management": {"edits": []},
    }
    headers = {"authorization": f"Bearer {token}", "anthropic-beta": "claude-code-2026", "anthropic-version": "2023-06-01"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as program:
        for model in (MISTRAL, OPENAI, GEMINI, OLLAMA):
            with subtests.test(model):
                streamed = await program.post("/v1/messages?beta=true", json=body | {"model": model, "stream": True})
                assert "event: message_stop" in streamed.text, streamed.text
                counting = {name: value for name, value in body.items() if name in ("system", "messages", "tools")}
                counted = await program.post("/v1/messages/count_tokens?beta=true", json=counting | {"model": model})
                assert counted.json()["input_tokens"] > 10


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
