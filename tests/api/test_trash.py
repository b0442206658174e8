"""`/api/trash`, and the mark of unread answers."""

import sqlite3
from contextlib import closing

import httpx
import pytest

from rxchat.wiring import Services


async def make(client: httpx.AsyncClient, *titles: str) -> list[int]:
    return [(await client.post("/api/conversations", json={"title": each, "model": "acme:live"})).json()["id"] for each in titles]


async def test_what_is_deleted_is_listed_page_by_page_restored_and_erased(client: httpx.AsyncClient, services: Services):
    ids = await make(client, "a", "b", "c")
    kept = await make(client, "kept")
    for id_ in ids:
        await client.delete(f"/api/conversations/{id_}")
    first = (await client.get("/api/trash?limit=2")).json()
    assert [each["title"] for each in first["conversations"]] == ["c", "b"]
    assert all(each["deleted_at"] < each["purged_after"] for each in first["conversations"])
    rest = (await client.get("/api/trash", params={"cursor": first["next_cursor"]})).json()
    assert ([each["title"] for each in rest["conversations"]], rest["next_cursor"]) == (["a"], None)
    assert (await client.post(f"/api/conversations/{ids[0]}/restore")).status_code == 200
    emptied = await client.delete("/api/trash")
    assert (emptied.status_code, emptied.json()) == (202, {"count": 2})
    assert (await client.get("/api/trash")).json()["conversations"] == []
    assert (await client.post(f"/api/conversations/{ids[1]}/restore")).status_code == 404
    await services.chat.trash.settle()
    with closing(sqlite3.connect(services.settings.sqlite_path)) as connection:
        left = [id_ for (id_,) in connection.execute("SELECT id FROM conversations ORDER BY id")]
    assert left == [ids[0], *kept]


@pytest.mark.parametrize("cursor", ["x", "e30="])
async def test_a_cursor_that_is_none_is_refused(client: httpx.AsyncClient, cursor: str):
    assert (await client.get("/api/trash", params={"cursor": cursor})).status_code == 422


async def test_a_cursor_leads_past_what_has_no_date(client: httpx.AsyncClient, services: Services):
    ids = await make(client, "a", "b", "c")
    with closing(sqlite3.connect(services.settings.sqlite_path)) as connection, connection:
        connection.execute("UPDATE conversations SET is_deleted = 1")
    page = (await client.get("/api/trash?limit=2")).json()
    assert [(each["id"], each["purged_after"]) for each in page["conversations"]] == [(ids[2], None), (ids[1], None)]
    rest = (await client.get("/api/trash", params={"cursor": page["next_cursor"]})).json()
    assert [each["id"] for each in rest["conversations"]] == [ids[0]]


async def test_a_chat_is_marked_as_read_and_as_unread(client: httpx.AsyncClient):
    (one,) = await make(client, "One")
    for is_unread in (True, False):
        changed = await client.patch(f"/api/conversations/{one}", json={"is_unread": is_unread})
        assert changed.json()["is_unread"] is is_unread
        (listed,) = (await client.get("/api/conversations")).json()["conversations"]
        assert listed["is_unread"] is is_unread
