"""docs/api.md and the API say the same."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
from fakes.anthropic import FakeAnthropic

from rxchat.api.errors import STATUSES, ErrorBody

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def examples() -> list[Any]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]


async def test_every_route_is_in_the_guide_and_no_other(client: httpx.AsyncClient):
    document = (await client.get("/api/openapi.json")).json()
    routes = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert set(re.findall(r"^\| `([A-Z]+ /(?:(?:api|v1)/[^`?]*|metrics))`", GUIDE, re.MULTILINE)) == routes


def test_every_code_is_in_the_guide_with_its_status():
    told = {code: int(status) for code, status in re.findall(r"^\| `(\w+)` \| (\d+) \|", GUIDE, re.MULTILINE)}
    assert told == STATUSES


async def test_the_examples_are_what_happens(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    asked, answered, key, refused, cap, caps, error = examples()
    response = await client.post("/api/chat", json=asked)
    assert response.status_code == 200
    assert response.json().keys() == answered.keys()
    same = ("provider", "model", "role", "content", "reasoning", "finish_reason", "raw_finish_reason", "conversation_id")
    assert {name: response.json()[name] for name in same} == {name: answered[name] for name in same}
    assert response.json()["usage"].keys() == answered["usage"].keys()
    assert (await client.post("/api/providers/claude/test", json=key)).json()["ok"] is True
    wrong = (await client.post("/api/providers/claude/test", json={"api_key": "sk-ant-wrong"})).json()
    assert wrong | {"latency_ms": 0} == refused | {"latency_ms": 0}
    capped = (await client.put("/api/usage/caps/claude", json=cap)).json()["caps"][0]
    unlike = {"spent": 0.0, "renews_on": ""}
    assert capped | unlike == caps["caps"][0] | unlike
    assert ErrorBody.model_validate(error).model_dump() == error


async def test_the_stream_in_the_guide_has_the_events_there_are(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    (block,) = re.findall(r"```\n(event: start.*?)```", GUIDE, re.DOTALL)
    anthropic.answer("Hello", thinking="A greeting.")
    text = (await client.post("/api/chat/stream", json=examples()[0])).text
    told, happened = (list(dict.fromkeys(re.findall(r"^event: (\w+)$", part, re.MULTILINE))) for part in (block, text))
    assert told == happened
    keys = [set(re.findall(r'"(\w+)":', line)) for line in re.findall(r"^data: (.*)$", block, re.MULTILINE)]
    assert keys[-1] == {"finish_reason", "raw_finish_reason", "usage", "cost", "latency_ms", "conversation_id", "notes"}
