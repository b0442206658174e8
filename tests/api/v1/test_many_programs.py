"""Many programs at once: each gets its own answer, and nothing they send is logged."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from programs import new_token, program_of

from rxchat.domain.chunks import Chunk, Started, TextDelta
from rxchat.domain.requests import ChatRequest
from rxchat.wiring import Services

STREAMS = 100


async def echo(_provider: AcmeProvider, request: ChatRequest) -> AsyncGenerator[Chunk]:
    """Each word of the question by itself, with all others' turns in between."""
    yield Started(id="1", model=request.model)
    for word in request.messages[-1].text.split():
        await asyncio.sleep(0)
        yield TextDelta(text=f"{word} ")
    yield DONE


def text_of(stream: str) -> str:
    events = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event["choices"]).strip()


async def test_a_hundred_streams_do_not_mix_and_leave_no_word_in_the_log(
    services: Services, guarded: Any, acme: AcmeProvider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    del acme  # it is made now, so that its class is known
    monkeypatch.setattr(AcmeProvider, "_stream", echo)
    caplog.set_level(logging.DEBUG, "rxchat")
    tokens = [await new_token(services, name=name) for name in ("Editor", "Agent")]
    async with program_of(guarded, tokens[0]) as editor, program_of(guarded, tokens[1]) as agent:

        async def ask(program: httpx.AsyncClient, question: str) -> str:
            messages = [{"role": "user", "content": question}]
            body = {"model": "acme:known", "messages": messages, "stream": True}
            answer = await program.post("/v1/chat/completions", json=body)
            assert answer.status_code == 200, answer.text
            return text_of(answer.text)

        questions = [f"canary question {number} of the {'agent' if number % 2 else 'editor'}" for number in range(STREAMS)]
        answers = await asyncio.gather(*(ask((editor, agent)[at % 2], text) for at, text in enumerate(questions)))
    assert answers == questions
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert not [secret for secret in ("canary", *tokens) if secret in logged]
    counts = services.metrics.calls.by_provider["acme"]
    assert counts.outcomes == {"complete": STREAMS}
