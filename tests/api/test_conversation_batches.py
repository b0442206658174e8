"""One change to several conversations, by the API."""

from typing import Any

import httpx
import pytest
from library_clients import read


async def made(client: httpx.AsyncClient, **members: Any) -> int:
    answer = await client.post("/api/conversations", json={"model": "acme:known"} | members)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_conversations_are_moved_archived_and_deleted_together(client: httpx.AsyncClient):
    project = (await client.post("/api/projects", json={"name": "Engines"})).json()["id"]
    ids = [await made(client) for _ in range(3)]
    assert (await client.post("/api/conversations/move", json={"ids": ids[:2], "project_id": project})).status_code == 200
    inside = (await read(client, f"/api/projects/{project}/conversations"))["conversations"]
    assert [found["id"] for found in inside] == ids[1::-1]
    assert {found["project_id"] for found in inside} == {project}
    assert (await client.post("/api/conversations/archive", json={"ids": ids[:1]})).status_code == 204
    archived = await read(client, f"/api/projects/{project}/conversations", archived=True)
    assert [found["id"] for found in archived["conversations"]] == ids[:1]
    assert (await client.post("/api/conversations/delete", json={"ids": ids[1:]})).status_code == 204
    assert (await read(client, "/api/conversations"))["conversations"] == []
    assert (await client.post("/api/conversations/restore", json={"ids": ids[1:]})).status_code == 204
    assert (await client.post("/api/conversations/archive", json={"ids": ids[:1], "is_archived": False})).status_code == 204
    assert len((await read(client, "/api/conversations"))["conversations"]) == 3
    assert (await client.post("/api/conversations/move", json={"ids": ids, "project_id": None})).status_code == 200
    assert (await read(client, f"/api/projects/{project}"))["conversations"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("archive", {"ids": [1], "is_archived": "yes"}, 422),
        ("delete", {"ids": [10**9]}, 404),
        ("delete", {"ids": [2**63]}, 422),
        ("restore", {"ids": [0]}, 422),
    ],
)
async def test_what_is_wrong_with_a_batch_is_said(client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int):
    answer = await client.post(f"/api/conversations/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


async def test_a_conversation_is_created_in_a_project_and_leaves_it(client: httpx.AsyncClient):
    project = (await client.post("/api/projects", json={"name": "P", "default_model": "acme:known"})).json()["id"]
    inside = (await client.post("/api/conversations", json={"project_id": project})).json()
    assert (inside["provider"], inside["model"], inside["project_id"]) == ("acme", "known", project)
    answer = await client.patch(f"/api/conversations/{inside['id']}", json={"title": "T"})
    assert answer.json()["project_id"] == project
    answer = await client.patch(f"/api/conversations/{inside['id']}", json={"project_id": None})
    assert answer.json()["project_id"] is None
    answer = await client.patch(f"/api/conversations/{inside['id']}", json={"project_id": project + 1, "title": "Not this"})
    assert (answer.status_code, (await read(client, f"/api/conversations/{inside['id']}"))["title"]) == (404, "T")
    assert (await client.post("/api/conversations", json={"project_id": project + 1})).status_code == 404
    assert (await client.post("/api/conversations", json={})).status_code == 422
    bare = (await client.post("/api/projects", json={"name": "No model"})).json()["id"]
    answer = await client.post("/api/conversations", json={"project_id": bare})
    assert (answer.status_code, "default model" in answer.text) == (422, True)
