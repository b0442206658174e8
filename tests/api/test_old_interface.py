"""The Claude-only program's API: the table in docs/api.md, walked."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic

from rxchat.api.old_interface import ROUTES

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
TABLE = re.findall(r"^\| (works|same|410) \| `([A-Z]+) (/api/\S+)` \| (?:`([^`]+)`|the same) \|", GUIDE, re.MULTILINE)
CHAT = {"messages": [{"role": "user", "content": "Say hello."}]}


def test_the_table_has_every_address_that_is_sent_on_or_answered_with_410():
    told = {f"{method} {path}": (kind == "works", became) for kind, method, path, became in TABLE if kind != "same"}
    chats = {f"POST /api/claude/chat{end}": (True, f"POST /api/chat{end}") for end in ("", "/stream")}
    assert told == {route.old: (route.works, route.became) for route in ROUTES} | chats
    assert len(TABLE) > len(told)


@pytest.mark.parametrize(("kind", "method", "path", "became"), TABLE, ids=[f"{method} {path}" for _, method, path, _ in TABLE])
async def test_an_address_does_what_the_table_says(client: httpx.AsyncClient, kind: str, method: str, path: str, became: str):
    filled = path.replace("{id}", "7").replace("{conversation_id}", "8")
    answer = await client.request(method, filled, params={"q": "steam"}, json={} if method in ("POST", "PUT") else None)
    assert answer.status_code not in (405, 500)
    if kind == "410":
        assert answer.status_code == 410
        error = answer.json()["error"]
        assert error["code"] == "gone"
        assert f"{method} {filled}" in error["message"]
        assert became.replace("{id}", "7") in error["hint"]
    else:
        assert answer.status_code != 410
        if answer.status_code == 404:
            assert "No such endpoint" not in answer.json()["error"]["message"]
    assert (await client.request(method, filled, headers={"authorization": ""})).status_code == 401


async def test_a_synonym_keeps_what_was_asked(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    made = (await client.post("/api/claude/chat", json=CHAT | {"save": True})).json()["conversation_id"]
    found: Any = (await client.get("/api/search/messages", params={"q": "hello", "limit": 1})).json()
    assert [each["id"] for each in found["conversations"]] == [made]
    assert found["next_cursor"]
    renamed = await client.put(f"/api/conversations/{made}", json={"title": "Renamed"})
    assert (renamed.status_code, renamed.json()["title"]) == (200, "Renamed")
    rows = (await client.get("/api/usage/by-model", params={"from": "2020-01-01"})).json()["rows"]
    assert {row["provider"] for row in rows} == {"claude"}
