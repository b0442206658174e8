"""What a token reaches is its account's: two accounts, their tokens, and a key that no answer may repeat."""

import json
import shutil
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic
from prepared_api import prepared_api
from programs import new_token, program_of

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.usage_reports import Grouping, Period
from rxchat.security.guard import Guard
from rxchat.wiring import Services

KEY = "sk-ant-canary-7f3a9c2be41d"
MODEL = "claude:claude-haiku-5-5"
HELLO = [{"role": "user", "content": "Hello"}]
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"model": MODEL, "messages": HELLO},
    "/v1/responses": {"model": MODEL, "input": "Hello"},
    "/v1/messages": {"model": MODEL, "messages": HELLO, "max_tokens": 9},
    "/v1/messages/count_tokens": {"model": MODEL, "messages": HELLO},
}
ENDINGS: list[dict[str, Any]] = [
    {"status": 401, "message": f"Bad key {KEY}."},
    {"status": 400, "message": f"The header was {KEY}."},
    {"status": 500, "message": KEY},
    {"ending": "error", "after": 1, "message": f"Gone with {KEY}."},
    {"ending": "cut", "after": 1},
]
"""Ways for a vendor to repeat the key it got."""


async def test_calls_are_counted_for_the_tokens_account_alone_and_no_other_route_opens(
    tmp_path: Path, new_file: Path, anthropic: FakeAnthropic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", anthropic.key)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", anthropic.url)
    settings = Settings(data_dir=tmp_path, mode="team", private_addresses=(ip_network("127.0.0.0/8"),))
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as services:
        guarded = Guard(prepared_api(), lambda: services.auth.sessions)
        users = [await services.auth.accounts.add(f"{name}@example.org", name, "a long password") for name in ("ada", "eve")]
        tokens = [await new_token(services, user, name=f"Program of {user}") for user in users]
        for token, body in zip(tokens, ({"stream": True}, {}), strict=True):
            async with program_of(guarded, token) as program:
                answer = await program.post("/v1/messages", json=BODIES["/v1/messages"] | body)
                assert answer.status_code == 200, answer.text
                for path in ("/api/conversations", "/api/tokens", "/api/usage", "/api/providers", "/api/local-models"):
                    assert (await program.get(path)).status_code in (401, 403), path
        for user in users:
            report = await services.usage.summaries.report(user, Grouping.TOKEN, Period())
            assert [(line.token, line.figures.requests) for line in report.lines] == [(f"Program of {user}", 1)]
            assert [token.name for token in await services.auth.programs.list_of(user)] == [f"Program of {user}"]
            assert await services.chat.conversations.list_recent(user, limit=9) == []


@pytest.mark.parametrize("is_stream", [False, True])
async def test_a_vendors_key_is_in_no_answer_and_no_log(
    program: httpx.AsyncClient, anthropic: FakeAnthropic, services: Services, caplog: pytest.LogCaptureFixture, *, is_stream: bool
):
    await services.providers.settings.set_key("claude", KEY)
    anthropic.key = KEY
    caplog.set_level("DEBUG", "rxchat")
    said = ""
    for ending in ENDINGS:
        for path, body in BODIES.items():
            anthropic.answer("Hello there, this goes on.", **ending)
            answer = await program.post(path, json=body | ({"stream": True} if is_stream else {}))
            said += answer.text + json.dumps(dict(answer.headers))
    assert KEY in anthropic.messages[-1].headers["x-api-key"]
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert KEY not in said
    assert KEY not in logged
