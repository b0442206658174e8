"""Folders over HTTP, those of an adopted file and new ones."""

from typing import Any

import httpx
import pytest
from library_clients import read


async def test_the_folders_of_the_file_can_be_read(mine: httpx.AsyncClient):
    outer, inner = (await read(mine, "/api/folders"))["folders"]
    assert (outer["name"], inner["name"], inner["parent_id"]) == ("Outer", "Inner", outer["id"])
    (inside,) = (await read(mine, "/api/conversations", q="Everything"))["conversations"]
    assert outer["conversation_ids"] == inner["conversation_ids"] == [inside["id"]]
    assert await read(mine, f"/api/folders/{inner['id']}") == inner
    filtered = (await read(mine, "/api/conversations", folder=outer["id"]))["conversations"]
    assert [each["id"] for each in filtered] == [inside["id"]]
    brief = (await read(mine, "/api/folders", brief=True))["folders"]
    assert brief == [each | {"conversation_ids": None, "created_at": None} for each in (outer, inner)]


async def tree(client: httpx.AsyncClient) -> list[tuple[str, str | None]]:
    """Each folder with the one it is in, in order."""
    found = (await read(client, "/api/folders"))["folders"]
    names = {each["id"]: each["name"] for each in found}
    return [(each["name"], names.get(each["parent_id"])) for each in found]


async def test_folders_are_made_moved_renamed_and_deleted(mine: httpx.AsyncClient):
    outer, inner = (await read(mine, "/api/folders"))["folders"]
    made = await mine.post("/api/folders", json={"name": "  Pumps\n ", "position": 0})
    assert made.status_code == 201
    pumps = made.json()
    assert (pumps["name"], pumps["position"], pumps["conversations"]) == ("Pumps", 0, 0)
    moved = await mine.patch(f"/api/folders/{pumps['id']}", json={"parent_id": outer["id"]})
    assert (moved.json()["parent_id"], moved.json()["position"]) == (outer["id"], 1)
    assert await tree(mine) == [("Outer", None), ("Inner", "Outer"), ("Pumps", "Outer")]
    await mine.patch(f"/api/folders/{pumps['id']}", json={"position": 0})
    await mine.put(f"/api/folders/{inner['id']}", json={"name": "Innermost", "position": None})
    assert await tree(mine) == [("Outer", None), ("Pumps", "Outer"), ("Innermost", "Outer")]
    refused = await mine.patch(f"/api/folders/{outer['id']}", json={"parent_id": pumps["id"]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")
    assert "into itself" in refused.json()["error"]["message"]
    deleted = await mine.delete(f"/api/folders/{outer['id']}")
    assert await tree(mine) == [("Pumps", None), ("Innermost", None)]
    assert (await mine.post("/api/folders", json=deleted.json())).status_code == 201
    assert await tree(mine) == [("Outer", None), ("Pumps", "Outer"), ("Innermost", "Outer")]


async def test_a_folder_takes_its_conversations_into_a_project_and_says_where_they_were(mine: httpx.AsyncClient):
    boilers, engines = (await read(mine, "/api/projects"))["projects"]
    (inside,) = (await read(mine, "/api/conversations", q="Everything"))["conversations"]
    made = await mine.post("/api/folders", json={"name": "Pumps", "conversation_ids": [inside["id"]]})
    folder = made.json()["id"]
    moved = (await mine.patch(f"/api/folders/{folder}", json={"project_id": boilers["id"]})).json()
    assert moved["project_id"] == boilers["id"]
    assert moved["moved"] == [{"id": inside["id"], "project_id": engines["id"], "folder_id": folder}]
    assert (await read(mine, f"/api/projects/{boilers['id']}"))["conversations"] == 1
    refused = await mine.patch(f"/api/folders/{folder}", json={"project_id": 999})
    assert refused.status_code == 404


async def test_conversations_are_put_into_a_folder_and_taken_out(mine: httpx.AsyncClient):
    _, inner = (await read(mine, "/api/folders"))["folders"]
    shown = (await read(mine, "/api/conversations", limit=4))["conversations"]
    for each in shown:
        put = await mine.post(f"/api/folders/{inner['id']}/items", json={"conversation_id": each["id"]})
        assert put.status_code == 204
    found, cursor = list[Any](), {}
    while cursor is not None:
        page = await read(mine, f"/api/folders/{inner['id']}/conversations", limit=3, **cursor)
        found += page["conversations"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert [each["id"] for each in found][:4] == [each["id"] for each in shown]
    assert len(found) == (await read(mine, f"/api/folders/{inner['id']}"))["conversations"]
    assert await read(mine, f"/api/folders/{inner['id']}/conversations", archived=True) == {
        "conversations": [],
        "next_cursor": None,
    }
    await mine.delete(f"/api/folders/{inner['id']}/items/{shown[0]['id']}")
    left = (await read(mine, f"/api/folders/{inner['id']}"))["conversation_ids"]
    assert shown[0]["id"] not in left
    assert shown[1]["id"] in left
    assert (await mine.get("/api/folders/999/conversations")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 201},
        {"name": "x", "position": -1},
        {"name": "x", "parent_id": 0},
        {"name": "x", "color": "red"},
        {},
    ],
)
async def test_what_is_no_folder_is_refused(mine: httpx.AsyncClient, body: dict[str, Any]):
    answer = await mine.post("/api/folders", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert len((await read(mine, "/api/folders"))["folders"]) == 2


async def test_nothing_of_somebody_else_can_be_read_or_changed(somebody_elses: httpx.AsyncClient):
    (hers, *_) = (await read(somebody_elses, "/api/conversations"))["conversations"]
    own = (await somebody_elses.post("/api/folders", json={"name": "Own"})).json()["id"]
    for folder in (1, 2):
        for answer in (
            await somebody_elses.get(f"/api/folders/{folder}"),
            await somebody_elses.get(f"/api/folders/{folder}/conversations"),
            await somebody_elses.patch(f"/api/folders/{folder}", json={"name": "Taken"}),
            await somebody_elses.patch(f"/api/folders/{own}", json={"parent_id": folder}),
            await somebody_elses.patch(f"/api/folders/{own}", json={"project_id": folder}),
            await somebody_elses.delete(f"/api/folders/{folder}"),
            await somebody_elses.post("/api/folders", json={"name": "x", "parent_id": folder}),
            await somebody_elses.post(f"/api/folders/{folder}/items", json={"conversation_id": hers["id"]}),
            await somebody_elses.delete(f"/api/folders/{folder}/items/{hers['id']}"),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), answer.request
        assert (await read(somebody_elses, "/api/conversations", folder=folder))["conversations"] == []
    assert [each["name"] for each in (await read(somebody_elses, "/api/folders"))["folders"]] == ["Own"]
