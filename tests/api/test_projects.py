"""Projects, of an adopted file and new ones."""

from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from library_clients import read


async def test_the_projects_of_the_file_can_be_read(mine: httpx.AsyncClient):
    boilers, engines = (await read(mine, "/api/projects"))["projects"]
    assert (boilers["name"], boilers["color"], boilers["is_pinned"], boilers["conversations"]) == ("Boilers", "#d97757", True, 0)
    assert (engines["instructions"], engines["conversations"]) == ("Metric units.", 1)
    assert await read(mine, f"/api/projects/{engines['id']}") == engines
    (inside,) = (await read(mine, f"/api/projects/{engines['id']}/conversations"))["conversations"]
    assert inside["title"] == "Everything"


async def test_a_project_is_created_changed_and_deleted(client: httpx.AsyncClient):
    whole = {
        "name": "Engines", "description": "Steam", "color": "#D97757", "instructions": "Metric units.",
        "default_model": "acme:known", "monthly_limit": 7.5, "is_pinned": True, "is_archived": False,
    }  # fmt: skip
    answer = await client.post("/api/projects", json=whole)
    made = answer.json()
    assert (answer.status_code, made) == (201, made | whole | {"conversations": 0})
    address = f"/api/projects/{made['id']}"
    changed = (await client.patch(address, json={"name": " Pumps ", "monthly_limit": None, "default_model": None})).json()
    assert changed == made | {"name": "Pumps", "monthly_limit": None, "default_model": None} | {
        "updated_at": changed["updated_at"]
    }
    assert (await client.patch(address, json={})).json() == changed
    old = await client.put(address, json={"custom_instructions": "Imperial units."})
    assert old.json()["instructions"] == "Imperial units."
    assert (await client.put(f"{address}/settings", json={"color": ""})).json()["color"] == ""
    inside = (await client.post("/api/conversations", json={"model": "acme:known", "project_id": made["id"]})).json()["id"]
    assert (await client.delete(address)).json() == {"conversations": 1}
    assert (await client.get(address)).status_code == 404
    assert (await read(client, f"/api/conversations/{inside}"))["project_id"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 201},
        {"description": "x" * 2001},
        {"instructions": "x" * 10_001},
        {"color": "red"},
        {"color": "#12345"},
        {"color": "#1234567"},
        {"monthly_limit": -1},
        {"monthly_limit": "NaN"},
        {"monthly_limit": 0.00001},
        {"default_model": ""},
        {"is_pinned": 1},
        {"other": 1},
    ],
)
async def test_every_member_has_bounds(client: httpx.AsyncClient, wrong: dict[str, Any]):
    made = (await client.post("/api/projects", json={"name": "P"})).json()
    for answer in (
        await client.post("/api/projects", json={"name": "P"} | wrong),
        await client.patch(f"/api/projects/{made['id']}", json=wrong),
    ):
        assert (answer.status_code, bool(answer.json()["error"]["message"])) == (422, True), answer.text
    assert await read(client, "/api/projects") == {"projects": [made], "next_cursor": None}


@pytest.mark.parametrize("model", ["nobody:m", "unlisted"])
async def test_a_default_model_is_one_that_there_is(client: httpx.AsyncClient, model: str):
    assert (await client.post("/api/projects", json={"name": "P", "default_model": model})).status_code == 404


async def test_a_chat_in_a_project_starts_with_its_model_and_instructions(
    client: httpx.AsyncClient, acme: AcmeProvider, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(AcmeProvider, "can_name_conversations", False)  # the one call that is counted is the answer
    body = {"name": "P", "default_model": "acme:known", "instructions": "Metric units."}
    project = (await client.post("/api/projects", json=body)).json()["id"]
    acme.say("A valve.", DONE)
    asked = {"project_id": project, "messages": [{"role": "user", "content": "What opens?"}]}
    answer = await client.post("/api/chat", json=asked)
    assert answer.status_code == 200, answer.text
    assert "Metric units." in (acme.requests[0].system or "")
    (inside,) = (await read(client, f"/api/projects/{project}/conversations", q="valve"))["conversations"]
    assert (inside["id"], inside["project_id"]) == (answer.json()["conversation_id"], project)
    figures = await read(client, f"/api/projects/{project}/usage")
    assert ([row["model"] for row in figures["rows"]], figures["total"]["requests"]) == (["known"], 1)
    for wrong in ({"conversation_id": inside["id"]}, {"project_id": project + 1}):
        assert (await client.post("/api/chat", json=asked | wrong)).status_code in (404, 422)


async def test_an_archived_project_has_its_own_list(client: httpx.AsyncClient):
    made = (await client.post("/api/projects", json={"name": "P", "is_archived": True})).json()
    assert (await read(client, "/api/projects"))["projects"] == []
    assert (await read(client, "/api/projects", archived=True))["projects"] == [made]


async def test_lists_come_in_pages(client: httpx.AsyncClient):
    for number in range(5):
        await client.post("/api/projects", json={"name": f"P{number}", "is_pinned": number == 2})
    whole = (await read(client, "/api/projects"))["projects"]
    assert [project["name"] for project in whole] == ["P2", "P4", "P3", "P1", "P0"]
    found, cursor = list[Any](), {}
    while cursor is not None:
        page = await read(client, "/api/projects", limit=2, **cursor)
        found += page["projects"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert found == whole
