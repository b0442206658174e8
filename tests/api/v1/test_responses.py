"""`/v1/responses` as OpenAI's own library uses it, for models of every kind of vendor."""

import json
from typing import Any

import httpx
import openai as openai_sdk
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.openai import FakeOpenAI
from programs import new_token
from vendor_libraries import ALL, CLAUDE, OPENAI, SCHEMA, SIGNATURE, calling, chat_client

from rxchat.domain.usage_reports import Grouping, Period
from rxchat.wiring import Services

TOOL: Any = {"type": "function", "name": "weather", "description": "Weather.", "parameters": SCHEMA, "strict": False}
KEPT: list[dict[str, Any]] = [
    {"store": True},
    {"previous_response_id": "resp_1"},
    {"background": True},
    {"conversation": "conv_1"},
    {"conversation": {"id": "conv_2"}},
]


def calling_in_responses() -> bytes:
    """As OpenAI itself streams a call."""
    item = {
        "id": "fc_1",
        "type": "function_call",
        "call_id": "call_1",
        "name": "weather",
        "arguments": "",
        "status": "in_progress",
    }
    done = item | {"arguments": '{"city": "Oslo"}', "status": "completed"}
    head: dict[str, Any] = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": [], "tools": []}
    place = {"item_id": "fc_1", "output_index": 0}
    usage = {"input_tokens": 9, "output_tokens": 7, "total_tokens": 16}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": head | {"status": "in_progress"}},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.function_call_arguments.delta", **place, "delta": '{"city": '},
        {"type": "response.function_call_arguments.delta", **place, "delta": '"Oslo"}'},
        {"type": "response.function_call_arguments.done", **place, "arguments": done["arguments"]},
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.completed", "response": head | {"status": "completed", "output": [done], "usage": usage}},
    ]
    numbered = [event | {"sequence_number": number} for number, event in enumerate(events)]
    return b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in numbered)


async def test_the_library_streams_and_calls_tools_of_every_vendor(
    url: str, token: str, vendors: dict[str, Any], services: Services, subtests: pytest.Subtests
):
    for model in ALL:
        with subtests.test(model):
            await respond(url, token, vendors, model)
    report = await services.usage.summaries.report(services.auth.local_user_id, Grouping.TOKEN, Period())
    figures = [(line.token, line.figures.requests, line.figures.failures) for line in report.lines]
    assert figures == [("Editor", 4 * len(ALL), 0)]
    assert report.total.output_tokens > 0
    (signed,) = [part for part in vendors["gemini"].chats[-1].json["contents"][1]["parts"] if "functionCall" in part]
    assert signed["thoughtSignature"] == SIGNATURE


async def respond(url: str, token: str, vendors: dict[str, Any], model: str) -> None:
    async with chat_client(url, token) as client:
        whole = await client.responses.create(model=model, input="Hello", instructions="Be brief.", max_output_tokens=100)
        assert (whole.output_text, whole.status, whole.instructions) == ("Hello there.", "completed", "Be brief.")
        assert whole.usage is not None
        assert whole.usage.total_tokens == whole.usage.input_tokens + whole.usage.output_tokens > 0
        async with client.responses.stream(model=model, input=[{"role": "user", "content": "Hello"}]) as stream:
            pieces = [event.delta async for event in stream if event.type == "response.output_text.delta"]
            final = await stream.get_final_response()
        assert "".join(pieces) == final.output_text == "Hello there."
        name = model.partition(":")[0]
        vendors[name].next(raw=calling_in_responses() if model == OPENAI else calling(name))
        asked: list[Any] = [{"role": "user", "content": [{"type": "input_text", "text": "Rain in Oslo?"}]}]
        async with client.responses.stream(model=model, input=asked, tools=[TOOL], tool_choice="auto") as stream:
            written = [event.delta async for event in stream if event.type == "response.function_call_arguments.delta"]
            called = await stream.get_final_response()
        (call,) = [item for item in called.output if item.type == "function_call"]
        assert (call.name, json.loads(call.arguments)) == ("weather", {"city": "Oslo"})
        assert json.loads("".join(written)) == {"city": "Oslo"}
        asked += [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in called.output]
        asked.append({"type": "function_call_output", "call_id": call.call_id, "output": "Rain."})
        done = await client.responses.create(model=model, input=asked, tools=[TOOL])
        assert done.output_text == "Hello there."


async def test_the_vendor_of_the_protocol_gets_the_request_as_it_is_but_is_never_to_store_it(
    url: str, token: str, vendors: dict[str, Any]
):
    openai: FakeOpenAI = vendors["openai"]
    body = {
        "model": OPENAI,
        "input": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "include": ["reasoning.encrypted_content"],
        "text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}, "verbosity": "low"},
        "tools": [{"type": "web_search"}],
        "stream": True,
    }
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=30) as program:
        response = await program.post("/v1/responses", json=body)
    assert response.status_code == 200
    assert '"obfuscation"' in response.text
    (sent,) = [request for request in openai.requests if request.path == "/v1/responses"]
    assert json.loads(sent.body) == body | {"model": "gpt-6-luna", "store": False}
    assert sent.headers["authorization"] == f"Bearer {openai.key}"


@pytest.mark.parametrize("model", [CLAUDE, OPENAI])
async def test_the_library_knows_errors_and_broken_streams(url: str, vendors: dict[str, Any], services: Services, model: str):
    fake = vendors[model.partition(":")[0]]
    secret = await new_token(services, models=(model,))
    async with chat_client(url, secret) as client:
        for kept in KEPT:
            with pytest.raises(openai_sdk.BadRequestError, match="doesn't keep responses") as refused:
                await client.responses.create(model=model, input="Hello", **kept)
            assert refused.value.type == "invalid_request_error"
        with pytest.raises(openai_sdk.PermissionDeniedError):
            await client.responses.create(model="mistral:mistral-large-latest", input="Hello")
        with pytest.raises(openai_sdk.NotFoundError):
            await client.responses.create(model="made-up", input="Hello")
        with pytest.raises(openai_sdk.BadRequestError):
            await client.responses.create(model=model, input=[])
        fake.answer("Hello there, this goes on.", ending="cut", after=2)
        async with client.responses.stream(model=model, input="Hello") as stream:
            events: list[Any] = [event async for event in stream]
        last = events[-1]
        assert last.type == "response.failed"
        assert last.response.error is not None
        assert "connection" in last.response.error.message
        assert len({event.response.id for event in events if hasattr(event, "response")}) == 1
        assert [event.sequence_number for event in events] == sorted({event.sequence_number for event in events})


async def test_an_answer_that_was_cut_says_why(program: httpx.AsyncClient, anthropic: FakeAnthropic):
    anthropic.answer("Hello there.", stop_reason="max_tokens")
    asked = {"model": CLAUDE, "input": "Hello", "max_output_tokens": 5}
    whole = (await program.post("/v1/responses", json=asked)).json()
    assert (whole["status"], whole["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    streamed = (await program.post("/v1/responses", json=asked | {"stream": True})).text
    assert "event: response.incomplete" in streamed
