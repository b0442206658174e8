"""`/api/claude/chat`, as the Claude-only program's scripts ask it."""

import re

import httpx
from fakes.anthropic import FakeAnthropic

CHAT = {"messages": [{"role": "user", "content": "Say hello."}]}


async def test_the_old_chat_is_answered_by_claude_only(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    model = (await client.get("/api/claude/models")).json()["models"][0]
    assert model["provider"] == "claude"
    for more in ({}, {"model": model["model"]}, {"model": model["id"]}, {"provider": "claude"}):
        answer = await client.post("/api/claude/chat", json=CHAT | more)
        assert (answer.status_code, answer.json()["content"], answer.json()["provider"]) == (200, "Hello from Claude.", "claude")
    events = (await client.post("/api/claude/chat/stream", json=CHAT)).text
    assert re.findall(r"^event: (\w+)$", events, re.MULTILINE)[::-1][0] == "finish"
    for more in ({"model": "acme:large"}, {"provider": "acme"}):
        for end in ("", "/stream"):
            answer = await client.post(f"/api/claude/chat{end}", json=CHAT | more)
            assert answer.status_code == 422, answer.text
            assert answer.json()["error"]["code"] == "invalid_request"
