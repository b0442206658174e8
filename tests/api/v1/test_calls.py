"""What both protocols do alike: a program that hangs up, an answer that fails half-way, a provider without tools."""

import json
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic

from rxchat.api.v1.calls import ProgramBody, as_json

ASKED: dict[str, Any] = {"model": "claude:claude-haiku-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
PATHS = ("/v1/messages", "/v1/chat/completions")


@pytest.mark.parametrize("path", PATHS)
async def test_a_stream_that_breaks_says_so_in_its_protocol(program: httpx.AsyncClient, anthropic: FakeAnthropic, path: str):
    anthropic.answer("Hello there, this goes on.", ending="cut", after=2)
    streamed = await program.post(path, json=ASKED | {"stream": True})
    assert streamed.status_code == 200
    failed = [json.loads(line[6:]) for line in streamed.text.splitlines() if line.startswith("data: {") and '"error"' in line]
    assert len(failed) == 1
    assert "connection" in failed[0]["error"]["message"]
    whole = await program.post(path, json=ASKED)
    assert whole.status_code in (200, 502)


@pytest.mark.parametrize("path", PATHS)
async def test_a_provider_without_tools_says_so(program: httpx.AsyncClient, path: str):
    tool = {"name": "a", "input_schema": {}} if path == "/v1/messages" else {"type": "function", "function": {"name": "a"}}
    refused = await program.post(path, json=ASKED | {"model": "acme:known", "tools": [tool]})
    assert refused.status_code == 400
    assert "tools" in refused.json()["error"]["message"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"model": 7}', b'{"model": "a", "messages": "x", "max_tokens": 1}'])
async def test_what_is_no_request_is_refused_in_the_protocols_shape(program: httpx.AsyncClient, path: str, body: bytes):
    refused = await program.post(path, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 400
    assert ("request_id" in refused.json()) is (path == "/v1/messages")


def test_a_body_stays_as_it_was_sent():
    sent = {"model": "m", "messages": [{"role": "user", "odd": [1]}], "stream": None, "new": {"field": 1}}
    assert ProgramBody.model_validate(sent).raw() == sent
    assert as_json("\ud800é").isascii()


LOCAL = "local:smollm2-135m"
SHORT: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"model": LOCAL, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4},
    "/v1/messages": {"model": LOCAL, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4},
    "/v1/responses": {"model": LOCAL, "input": "Hi", "max_output_tokens": 4},
}


async def test_the_embedded_model_answers_in_every_protocol(program: httpx.AsyncClient):
    for path, body in SHORT.items():
        whole = await program.post(path, json=body)
        assert whole.status_code == 200, whole.text
        usage = whole.json()["usage"]
        assert 0 < (usage.get("output_tokens") or usage["completion_tokens"]) <= 4
        streamed = await program.post(path, json=body | {"stream": True})
        assert streamed.status_code == 200
        assert "delta" in streamed.text
