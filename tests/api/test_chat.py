"""`/api/chat` and `/api/chat/stream`: the six steps of the specification, and what a caller may rely on besides."""

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from events import events_in
from fakes.acme import DONE, AcmeProvider
from fakes.anthropic import FakeAnthropic
from timing import least_of

from rxchat.domain.chunks import ThinkingDelta
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import AuthenticationFailed, RateLimited, StreamInterrupted
from rxchat.domain.messages import ImagePart, Role
from rxchat.providers.pipeline.retry import RetryPolicy
from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]

CLAUDE = "claude:claude-sonnet-5-5"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


async def test_a_chat_with_claude(client: httpx.AsyncClient, hello: Hello):
    response = await client.post("/api/chat", json=hello(CLAUDE))
    assert response.status_code == 200
    body = response.json()
    assert (body["provider"], body["model"], body["role"]) == ("claude", "claude-sonnet-5-5", "assistant")
    assert (body["content"], body["finish_reason"], body["raw_finish_reason"]) == ("Hello from Claude.", "stop", "end_turn")
    assert body["usage"]["input_tokens"] > 0
    assert body["cost"]["amount"] > 0
    assert body["conversation_id"] is None


async def test_a_chat_with_a_provider_that_was_dropped_in(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say(ThinkingDelta(text="A greeting."), "Hi", " there", DONE)
    body = (await client.post("/api/chat", json=hello("acme:known"))).json()
    assert (body["provider"], body["content"], body["reasoning"]) == ("acme", "Hi there", "A greeting.")
    assert (body["usage"]["input_tokens"], body["usage"]["output_tokens"]) == (3, 2)


async def test_a_stream_from_claude(served: httpx.AsyncClient, hello: Hello, anthropic: FakeAnthropic):
    anthropic.answer("Hello from Claude.", thinking="A greeting.")
    async with served.stream("POST", "/api/chat/stream", json=hello(CLAUDE)) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [event async for event in events_in(response)]
    assert events[0].kind == "start"
    assert (events[0].data["provider"], events[0].data["model"]) == ("claude", "claude-sonnet-5-5")
    assert "".join(event.data["text"] for event in events if event.kind == "text") == "Hello from Claude."
    assert "".join(event.data["text"] for event in events if event.kind == "reasoning") == "A greeting."
    assert [event.kind for event in events if event.kind not in ("text", "reasoning")] == ["start", "finish"]
    assert (events[-1].kind, events[-1].data["finish_reason"]) == ("finish", "stop")
    assert [event.id for event in events] == [str(number) for number in range(1, len(events) + 1)]


async def test_a_stream_from_a_provider_that_was_dropped_in(served: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("Hi", DONE)
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known")) as response:
        events = [event async for event in events_in(response)]
    assert [event.kind for event in events] == ["start", "text", "finish"]
    assert events[-1].data["usage"]["output_tokens"] == 2


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_an_unknown_provider_or_model_is_told(client: httpx.AsyncClient, hello: Hello, path: str):
    response = await client.post(path, json=hello("m", provider="cloud"))
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_provider")
    response = await client.post(path, json=hello("cloud:m"))
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_model")


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_a_missing_key_is_told_and_another_provider_still_answers(
    client: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello, monkeypatch: pytest.MonkeyPatch, path: str
):
    await services.models.catalog.refresh()  # a provider is not taken away while it is being asked
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    await services.providers.factory.forget("claude")
    response = await client.post(path, json=hello(CLAUDE))
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["provider"]) == (409, "provider_not_configured", "claude")
    assert "ANTHROPIC_API_KEY" in error["hint"]
    acme.say("Hi", DONE)
    assert (await client.post("/api/chat", json=hello("acme:known"))).status_code == 200


async def test_a_bare_model_is_found_where_one_provider_has_it(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("Hi", DONE)
    assert (await client.post("/api/chat", json=hello("known", provider="acme"))).json()["provider"] == "acme"
    assert (await client.post("/api/chat", json=hello("claude-sonnet-5-5"))).json()["provider"] == "claude"


async def test_a_provider_alone_answers_with_its_default_model(client: httpx.AsyncClient):
    question = {"messages": [{"role": "user", "content": "Hello"}]}
    answer = (await client.post("/api/chat", json={"provider": "claude"} | question)).json()
    assert (answer["provider"], answer["model"]) == ("claude", "claude-sonnet-5-5")
    refused = await client.post("/api/chat", json=question)
    assert refused.status_code == 422
    assert "give a model, or a provider" in refused.json()["error"]["message"]


@pytest.mark.parametrize("provider", ["gemini", "groq", "openrouter", "vllm"])
async def test_a_provider_alone_that_is_not_set_up_is_told(client: httpx.AsyncClient, provider: str):
    question = {"provider": provider, "messages": [{"role": "user", "content": "Hello"}]}
    for path in ("/api/chat", "/api/chat/stream"):
        response = await client.post(path, json=question)
        error = response.json()["error"]
        assert (response.status_code, error["code"], error["provider"]) == (409, "provider_not_configured", provider)


async def test_model_and_provider_must_agree(client: httpx.AsyncClient, hello: Hello):
    response = await client.post("/api/chat", json=hello(CLAUDE, provider="acme"))
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")


async def test_a_provider_that_is_switched_off_is_told(client: httpx.AsyncClient, services: Services, hello: Hello):
    services.providers.registry.disable("acme")
    response = await client.post("/api/chat", json=hello("acme:known"))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "provider_disabled")


async def test_everything_that_was_asked_reaches_the_provider(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("A cat.", DONE)
    body = {
        "model": "acme:known",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is it?"},
                    {"type": "image", "media_type": "image/png", "data": PNG},
                ],
            },
        ],
        "system": "Be kind.",
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 100,
        "reasoning": "low",
    }
    assert (await client.post("/api/chat", json=body)).status_code == 200
    (asked,) = acme.requests
    assert asked.system == "Be kind.\n\nBe brief."
    assert (asked.temperature, asked.top_p, asked.max_tokens, asked.reasoning) == (0.5, 0.9, 100, "low")
    assert [message.role for message in asked.messages] == [Role.USER, Role.ASSISTANT, Role.USER]
    image = asked.messages[-1].parts[1]
    assert isinstance(image, ImagePart)
    assert image.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_an_error_before_the_first_word_has_its_own_status(
    client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello, path: str
):
    acme.retries = RetryPolicy(retries=0)
    acme.say(RateLimited("You've hit Acme's rate limit.", provider="acme", retry_after=12))
    response = await client.post(path, json=hello("acme:known"))
    error = response.json()["error"]
    assert (response.status_code, response.headers["retry-after"]) == (429, "12")
    assert (error["code"], error["provider"], error["retryable"], error["retry_after"]) == ("rate_limited", "acme", True, 12)
    assert error["hint"] != ""
    acme.say(AuthenticationFailed("Acme rejected your API key.", provider="acme"))
    assert (await client.post(path, json=hello("acme:known"))).status_code == 502


async def test_an_error_after_the_first_word_ends_the_stream(served: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("Half", StreamInterrupted("Acme broke off.", provider="acme"))
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known")) as response:
        assert response.status_code == 200
        events = [event async for event in events_in(response)]
    assert [event.kind for event in events] == ["start", "text", "error"]
    assert events[-1].data["error"]["code"] == "stream_interrupted"


async def test_half_an_answer_is_not_given_as_a_whole_one(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("Half", StreamInterrupted("Acme broke off.", provider="acme"))
    response = await client.post("/api/chat", json=hello("acme:known"))
    assert (response.status_code, response.json()["error"]["code"]) == (502, "stream_interrupted")


async def test_a_new_conversation_is_saved_and_carried_on(
    client: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    acme.say("Hi", DONE)
    first = (await client.post("/api/chat", json=hello("acme:known", save=True, system="Be brief."))).json()
    acme.say("Again hi", DONE)
    second = await client.post("/api/chat", json=hello("acme:known", conversation_id=first["conversation_id"]))
    assert second.json()["conversation_id"] == first["conversation_id"]
    shown = (await services.chat.messages.newest(services.auth.local_user_id, first["conversation_id"])).messages
    assert [message.text for message in shown] == ["Hello", "Hi", "Hello", "Again hi"]
    assert acme.requests[0].system == "Be brief."
    assert [message.text for message in acme.requests[1].messages] == ["Hello", "Hi", "Hello"]


async def test_a_conversation_that_is_not_there_is_told(client: httpx.AsyncClient, hello: Hello):
    response = await client.post("/api/chat", json=hello("acme:known", conversation_id=999))
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


async def test_a_stateless_answer_is_counted_and_saved_nowhere(
    client: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known"))
    assert await services.chat.conversations.list_recent(services.auth.local_user_id) == []
    usage = (await services.providers.status.of(services.auth.local_user_id, "acme")).usage
    assert (usage.requests, usage.input_tokens, usage.output_tokens) == (1, 3, 2)


async def test_a_caller_that_hangs_up_stops_a_stateless_stream(served: httpx.AsyncClient, anthropic: FakeAnthropic, hello: Hello):
    async def hang_up() -> float:
        anthropic.answer("Once upon a time", ending="stall", after=1)
        async with served.stream("POST", "/api/chat/stream", json=hello(CLAUDE)) as response:
            async for event in events_in(response):
                if event.kind == "text":
                    break
        return await _closed_after(anthropic)

    assert await least_of(hang_up, enough=1) < 1


async def test_a_caller_that_hangs_up_before_the_first_word_stops_it_too(
    served: httpx.AsyncClient, anthropic: FakeAnthropic, hello: Hello
):
    async def hang_up(path: str) -> float:
        asked = threading.Event()
        anthropic.answer("", ending="stall", after=0, hold=asked.set)
        asking = asyncio.create_task(served.post(path, json=hello(CLAUDE)))
        assert await asyncio.to_thread(asked.wait, 30)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return await _closed_after(anthropic)

    for path in ("/api/chat", "/api/chat/stream"):
        assert await least_of(partial(hang_up, path), enough=1) < 1


async def _closed_after(anthropic: FakeAnthropic) -> float:
    """Seconds from now until the vendor's side of the connection was closed: a second is promised."""
    left_at = time.monotonic()
    request = anthropic.messages[-1]
    assert await asyncio.to_thread(request.closed.wait, 10)
    assert request.closed_at is not None
    return request.closed_at - left_at


async def test_a_saved_stream_is_written_to_its_end_without_its_caller(
    served: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    acme.say("Once ")
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known", save=True)) as response:
        events = events_in(response)
        started = await anext(events)
        assert (await anext(events)).data == {"text": "Once "}
    generation = services.chat.generations.running(services.auth.local_user_id, started.data["conversation_id"])
    assert generation is not None
    acme.say("upon a time", DONE)
    await generation.ended()
    reply = await services.chat.messages.get(services.auth.local_user_id, int(started.data["id"]))
    assert (reply.text, reply.status) == ("Once upon a time", MessageStatus.COMPLETE)


async def test_a_saved_answer_that_is_stopped_elsewhere_is_told_as_not_whole(
    served: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    acme.say("Once ")
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known", save=True)) as response:
        events = events_in(response)
        started = await anext(events)
        await anext(events)
        await services.chat.generations.stop(services.auth.local_user_id, started.data["conversation_id"])
        last = [event async for event in events][-1]
    assert (last.kind, last.data["error"]["code"]) == ("error", "stream_interrupted")


async def test_a_word_is_passed_on_when_it_comes(served: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    waits: list[float] = []
    acme.say("warm")
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known")) as response:
        events = events_in(response)
        await anext(events)
        await anext(events)
        for number in range(10):
            began = time.monotonic()
            acme.say(str(number))
            assert (await anext(events)).data == {"text": str(number)}
            waits.append(time.monotonic() - began)
    assert min(waits) < 0.05  # the best of ten: the machine may be busy


async def test_a_proxy_is_kept_awake_while_the_vendor_thinks(
    served: httpx.AsyncClient, acme: AcmeProvider, hello: Hello, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rxchat.api.event_stream.PING_SECONDS", 0.05)
    acme.say("Well")
    async with served.stream("POST", "/api/chat/stream", json=hello("acme:known")) as response, asyncio.timeout(30):
        async for line in response.aiter_lines():
            if line.startswith(":"):
                break


async def test_a_hundred_streams_at_once(served: httpx.AsyncClient, anthropic: FakeAnthropic, hello: Hello):
    anthropic.answer("one two three four five six seven eight", pace=0.01)
    served.timeout = httpx.Timeout(30)

    async def one() -> str:
        async with served.stream("POST", "/api/chat/stream", json=hello(CLAUDE)) as response:
            assert response.status_code == 200
            return "".join([event.data["text"] async for event in events_in(response) if event.kind == "text"])

    answers = await asyncio.gather(*(one() for _ in range(100)))
    assert set(answers) == {"one two three four five six seven eight"}


async def test_an_image_that_the_model_cannot_see_is_told(client: httpx.AsyncClient, hello: Hello):
    image = {"type": "image", "media_type": "image/png", "data": PNG}
    messages = [{"role": "user", "content": [{"type": "text", "text": "Hi"}, image]}]
    answer = await client.post("/api/chat", json=hello("local:smollm2-135m", messages=messages, max_tokens=5))
    assert answer.status_code == 200
    (note,) = answer.json()["notes"]
    assert "image" in note


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
async def test_the_same_request_with_the_same_key_is_answered_once(
    served: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello, path: str
):
    asked = {"json": hello("acme:known", save=True), "headers": {"Idempotency-Key": "0ne key"}}
    acme.say("Hi there", DONE)
    answers = [response.text for response in await asyncio.gather(*(served.post(path, **asked) for _ in range(4)))]
    answers.append((await served.post(path, **asked)).text)  # it is over by now
    assert all("Hi" in answer and '"conversation_id":1' in answer for answer in answers)
    assert len(acme.requests) == 1
    messages = (await served.get("/api/conversations/1/messages")).json()["messages"]
    assert [(message["role"], message["content"]) for message in messages] == [("user", "Hello"), ("assistant", "Hi there")]
    told = (await served.post("/api/chat", **asked)).json()
    assert (told["id"], told["content"], told["finish_reason"], told["usage"]["output_tokens"]) == ("2", "Hi there", "stop", 2)


@pytest.mark.parametrize(
    ("key", "body", "words"),
    [
        ("a", {"save": True, "temperature": 0.5}, "used for another message"),
        ("a", {"conversation_id": 1}, "used for another message"),
        ("b", {}, "needs a turn that is saved"),
        ("", {"save": True}, "idempotency-key"),
        ("x" * 201, {"save": True}, "idempotency-key"),
    ],
)
async def test_a_key_that_does_not_fit_is_told(
    client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello, key: str, body: dict[str, Any], words: str
):
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known", save=True), headers={"Idempotency-Key": "a"})
    response = await client.post("/api/chat", json=hello("acme:known", **body), headers={"Idempotency-Key": key})
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert words in error["message"].lower()
    assert error["hint"]
    assert len(acme.requests) == 1


async def test_an_answer_is_regenerated_once_for_each_key(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("One", DONE)
    await client.post("/api/chat", json=hello("acme:known", save=True))
    again = {"model": "acme:known", "conversation_id": 1, "regenerate": 2}
    ids: list[str] = []
    for key in ("a", "a", "b"):
        acme.say("Two", DONE)
        ids.append((await client.post("/api/chat", json=again, headers={"Idempotency-Key": key})).json()["id"])
    assert ids == ["3", "3", "4"]
    assert len(acme.requests) == 3
