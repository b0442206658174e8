from typing import Any

import httpx
import pytest
from library_clients import read


async def test_conversations_are_moved_together_and_back(mine: httpx.AsyncClient):
    outer, inner = (await read(mine, "/api/folders"))["folders"]
    _, engines = (await read(mine, "/api/projects"))["projects"]
    ids = [each["id"] for each in (await read(mine, "/api/conversations", limit=3))["conversations"]]
    moved = await mine.post("/api/conversations/move", json={"ids": ids, "project_id": engines["id"], "folder_id": inner["id"]})
    assert moved.status_code == (200 if inner["project_id"] in (None, engines["id"]) else 422)
    taken = (await mine.post("/api/conversations/move", json={"ids": ids, "project_id": None, "folder_id": outer["id"]})).json()
    assert {each["id"]: each["project_id"] for each in taken["moved"]} == dict.fromkeys(ids, engines["id"])
    assert {each["folder_id"] for each in taken["moved"]} == {inner["id"]}
    assert set(ids) <= set((await read(mine, f"/api/folders/{outer['id']}"))["conversation_ids"])
    out = await mine.post("/api/conversations/move", json={"ids": ids, "folder_id": None})
    assert {each["folder_id"] for each in out.json()["moved"]} == {outer["id"]}
    assert not set(ids) & set((await read(mine, f"/api/folders/{outer['id']}"))["conversation_ids"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"ids": [1]}, 422),
        ({"ids": [], "folder_id": 1}, 422),
        ({"ids": [*range(1, 502)], "folder_id": 1}, 422),
        ({"ids": [0], "folder_id": 1}, 422),
        ({"ids": [1], "folder_id": 999}, 404),
        ({"ids": [1], "project_id": 999}, 404),
        ({"ids": [999], "folder_id": 1}, 404),
    ],
)
async def test_a_move_that_leads_nowhere_is_refused(mine: httpx.AsyncClient, body: dict[str, Any], status: int):
    before = (await read(mine, "/api/folders"))["folders"]
    answer = await mine.post("/api/conversations/move", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["hint"]
    assert (await read(mine, "/api/folders"))["folders"] == before


async def test_nothing_of_somebody_else_is_moved_and_nothing_goes_to_them(somebody_elses: httpx.AsyncClient):
    own = [each["id"] for each in (await read(somebody_elses, "/api/conversations", limit=200))["conversations"]]
    folder = (await somebody_elses.post("/api/folders", json={"name": "Own"})).json()["id"]
    others = [id_ for id_ in range(1, max(own) + 10) if id_ not in own]
    refused: list[dict[str, Any]] = [{"ids": [own[0], other], "folder_id": folder} for other in others]
    for body in (*refused, {"ids": [own[0]], "folder_id": 1}, {"ids": [own[0]], "project_id": 1}):
        answer = await somebody_elses.post("/api/conversations/move", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), body
    assert (await read(somebody_elses, f"/api/folders/{folder}"))["conversation_ids"] == []
