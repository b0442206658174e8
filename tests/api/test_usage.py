"""`/api/usage`: what calls took, and caps that hold both ways of asking."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fakes.acme import AcmeProvider
from fakes.anthropic import FakeAnthropic

from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.wiring import Services

MODEL = "claude:claude-sonnet-5-5"
Hello = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def conversations_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the calls that are counted are those of the test."""
    monkeypatch.setattr(ClaudeProvider, "can_name_conversations", False)


async def ask(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/api/chat", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_answers_and_failures_are_counted_with_what_they_took(
    client: httpx.AsyncClient, hello: Hello, anthropic: FakeAnthropic
):
    costs = [(await ask(client, hello(MODEL, save=is_saved)))["cost"]["amount"] for is_saved in (False, True)]
    anthropic.next(status=401)
    await client.post("/api/chat", json=hello(MODEL))
    told = (await client.get("/api/usage")).json()
    (row,) = told["rows"]
    assert (row["provider"], row["model"], row["day"]) == ("claude", None, None)
    assert (row["requests"], row["failures"], row["unpriced_requests"]) == (3, 1, 0)
    assert row["cost"] == pytest.approx(sum(costs))
    assert row["input_tokens"] == 2 * (25 + 3 + 7)
    assert row["cached_tokens"] == 14
    assert told["total"] == {name: row[name] for name in told["total"]}
    by_model = (await client.get("/api/usage", params={"group_by": "model"})).json()["rows"]
    assert [(row["provider"], row["model"]) for row in by_model] == [("claude", "claude-sonnet-5-5")]
    (day,) = (await client.get("/api/usage", params={"group_by": "day"})).json()["rows"]
    after = (await client.get("/api/usage", params={"to": day["day"]})).json()
    assert (after["to"], after["rows"], after["total"]["requests"]) == (day["day"], [], 0)
    assert (await client.get("/api/usage", params={"from": day["day"]})).json()["total"] == told["total"]


@pytest.mark.parametrize(
    "asked",
    [{"group_by": "week"}, {"from": "yesterday"}, {"to": "2026-02-31"}, {"from": "2026-11-02", "to": "2026-11-02"}],
)
@pytest.mark.parametrize("path", ["/api/usage", "/api/usage.csv"])
async def test_what_is_no_period_is_refused_in_words(client: httpx.AsyncClient, asked: dict[str, str], path: str):
    answer = await client.get(path, params=asked)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_request"
    assert answer.json()["error"]["hint"]


async def test_a_table_for_a_spreadsheet_is_a_file(client: httpx.AsyncClient, hello: Hello):
    await ask(client, hello(MODEL))
    answer = await client.get("/api/usage.csv", params={"group_by": "model"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="usage-by-model.csv"'
    names, line, total = answer.text.splitlines()
    assert names.startswith("provider,model,requests,")
    assert line.startswith("claude,claude-sonnet-5-5,1,0,35,")
    assert total.startswith("total,,1,0,35,")


@pytest.mark.parametrize("scope", ["claude", "overall"])
async def test_a_cap_holds_every_way_of_asking_and_raising_it_lets_through(
    client: httpx.AsyncClient, hello: Hello, anthropic: FakeAnthropic, services: Services, acme: AcmeProvider, scope: str
):
    saved, other = [await ask(client, hello(MODEL, save=is_saved)) for is_saved in (True, False)]
    (cap,) = (await client.put(f"/api/usage/caps/{scope}", json={"monthly_limit": 0.0001})).json()["caps"]
    assert (cap["provider"], cap["status"]) == (None if scope == "overall" else scope, "reached")
    assert cap["spent"] == pytest.approx(saved["cost"]["amount"] + other["cost"]["amount"])
    calls = len(anthropic.messages)
    for path, body in (
        ("/api/chat", hello(MODEL)),
        ("/api/chat/stream", hello(MODEL)),
        ("/api/chat", hello(MODEL, save=True)),
        ("/api/chat/stream", hello(MODEL, conversation_id=saved["conversation_id"])),
    ):
        answer = await client.post(path, json=body)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["retryable"]) == (402, "spend_limit_reached", False)
        assert " 1 (UTC)" in error["message"]
        assert "Settings > Usage" in error["hint"]
    assert len(anthropic.messages) == calls
    conversations = (await client.get("/api/conversations")).json()["conversations"]
    assert [one["id"] for one in conversations] == [saved["conversation_id"]]
    await services.usage.spending.reserve(services.auth.local_user_id, acme, "known")
    assert (await client.put(f"/api/usage/caps/{scope}", json={"monthly_limit": 5})).json()["caps"][0]["status"] == "ok"
    await ask(client, hello(MODEL))


async def test_the_status_of_a_provider_tells_its_caps(client: httpx.AsyncClient, hello: Hello):
    await ask(client, hello(MODEL))
    cap = (await client.put("/api/usage/caps/claude", json={"monthly_limit": 0.0001})).json()["caps"]
    assert (await client.get("/api/providers/claude/status")).json()["spend_caps"] == cap
    for path in ("/api/providers", "/api/models"):
        told = {one["name"]: one["spend_caps"] for one in (await client.get(path)).json()["providers"]}
        assert told["claude"] == cap
        assert told["local"] == []


async def test_a_model_without_a_price_is_let_through_and_counted(
    client: httpx.AsyncClient, hello: Hello, anthropic: FakeAnthropic
):
    anthropic.models.append({**anthropic.models[0], "id": "claude-unheard-of"})
    await client.put("/api/usage/caps/claude", json={"monthly_limit": 1})
    assert (await ask(client, hello("claude:claude-unheard-of")))["cost"] is None
    (cap,) = (await client.get("/api/usage/caps")).json()["caps"]
    assert (cap["spent"], cap["unpriced_requests"], cap["status"]) == (0, 1, "ok")
    assert (await client.get("/api/usage")).json()["total"]["cost"] is None


async def test_caps_are_set_replaced_and_taken_away(client: httpx.AsyncClient):
    assert (await client.get("/api/usage/caps")).json() == {"caps": []}
    for limit in (3, 7.5):
        (cap,) = (await client.put("/api/usage/caps/overall", json={"monthly_limit": limit})).json()["caps"]
        assert cap["monthly_limit"] == limit
    for scope in ("overall", "overall", "never-there"):
        assert (await client.delete(f"/api/usage/caps/{scope}")).json() == {"caps": []}


@pytest.mark.parametrize(("scope", "limit", "status"), [("nobody", 1, 404), ("claude", -1, 422), ("claude", None, 422)])
async def test_what_is_no_cap_is_refused(client: httpx.AsyncClient, scope: str, limit: Any, status: int):
    answer = await client.put(f"/api/usage/caps/{scope}", json={"monthly_limit": limit})
    assert answer.status_code == status
    assert (await client.get("/api/usage/caps")).json() == {"caps": []}
