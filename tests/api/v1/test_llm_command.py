"""The `llm` command as a client, set up as docs/v1.md says: what its version 0.36 sends, to models of every kind of vendor."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from vendor_libraries import ALL, CLAUDE, calling

REQUESTS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("llm_requests.json").read_text())
USER_AGENT = "OpenAI/Python 3.57.0"


def events_of(text: str) -> list[dict[str, Any]]:
    """Of a stream, which has to end as the command expects it."""
    *lines, last = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert last == "[DONE]"
    return [json.loads(line) for line in lines]


def said_in(response: httpx.Response, *, is_stream: bool) -> tuple[str, list[str], Any]:
    """The text, the names of called tools, and the usage: what the command prints, runs and logs."""
    events = events_of(response.text) if is_stream else [response.json()]
    messages = [choice["delta" if is_stream else "message"] for event in events for choice in event["choices"]]
    calls = [call for message in messages for call in message.get("tool_calls") or ()]
    names = [name for call in calls if (name := call["function"].get("name"))]
    return "".join(message.get("content") or "" for message in messages), names, events[-1]["usage"]


async def test_each_of_its_requests_is_answered_by_every_vendor(
    url: str, token: str, vendors: dict[str, Any], subtests: pytest.Subtests
):
    headers = {"authorization": f"Bearer {token}", "user-agent": USER_AGENT}
    async with httpx.AsyncClient(base_url=f"{url}/v1", headers=headers, timeout=30) as command:
        for model in ALL:
            vendor = vendors[model.partition(":")[0]]
            for what, body in REQUESTS.items():
                with subtests.test(f"{what} for {model}"):
                    if what == "a tool":
                        vendor.next(raw=calling(model.partition(":")[0]))
                    response = await command.post("/chat/completions", json=body | {"model": model})
                    if what == "any JSON" and model == CLAUDE:
                        assert (response.status_code, "by a schema" in response.text) == (400, True)
                        continue
                    assert response.status_code == 200, response.text
                    text, names, usage = said_in(response, is_stream=body["stream"])
                    assert (text, names) == (("", ["weather"]) if what == "a tool" else ("Hello there.", []))
                    assert usage["prompt_tokens"] > 0
