"""`/api/share` and its like, for the owner of a link."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.services.sharing.shares import ShareService
from rxchat.wiring import Services

Talk = Callable[..., Any]


@pytest.fixture
async def mine(client: httpx.AsyncClient, acme: AcmeProvider) -> int:
    acme.say("An answer.", DONE)
    body = {"model": "acme:live", "messages": [{"role": "user", "content": "A question"}], "save": True}
    return (await client.post("/api/chat", json=body)).json()["conversation_id"]


async def test_a_link_is_made_listed_changed_and_revoked(client: httpx.AsyncClient, mine: int):
    made = await client.post(f"/api/conversations/{mine}/share", json={"expires_in_days": 7})
    assert made.status_code == 201
    link = made.json()
    assert len(link["token"]) >= 22  # 128 bits
    assert link["path"] == f"/share/{link['token']}"
    assert (link["message_count"], link["is_public"], link["is_expired"], link["view_count"]) == (2, True, False, 0)
    assert (await client.get("/api/share")).json()["links"] == [link]
    assert (await client.get(f"/api/conversations/{mine}/share")).json()["links"] == [link]
    path = f"/api/share/{link['token']}"
    changed = (await client.put(f"{path}/settings", json={"is_public": False})).json()
    assert (changed["is_public"], changed["expires_at"]) == (False, link["expires_at"])
    changed = (await client.put(f"{path}/settings", json={"is_public": True, "expires_in_days": None})).json()
    assert (changed["is_public"], changed["expires_at"]) == (True, None)
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).status_code == 404
    assert (await client.get("/api/share")).json()["links"] == []


async def test_no_two_links_are_alike(client: httpx.AsyncClient, mine: int):
    links = [(await client.post(f"/api/conversations/{mine}/share", json={})).json()["token"] for _ in range(5)]
    assert len(set(links)) == 5


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": "7"}, "expires_in_days"),
        ({"include_reasoning": "yes"}, "include_reasoning"),
        ({"include_system_prompt": True}, "include_system_prompt"),
    ],
)
async def test_what_can_not_be_shared_so_is_refused_in_words(client: httpx.AsyncClient, mine: int, body: Any, word: str):
    answer = await client.post(f"/api/conversations/{mine}/share", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert word in answer.json()["error"]["message"]


async def test_a_chat_without_words_is_refused(client: httpx.AsyncClient):
    empty = (await client.post("/api/conversations", json={"model": "acme:live"})).json()["id"]
    answer = await client.post(f"/api/conversations/{empty}/share", json={})
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "There's nothing to share yet."


async def test_where_sharing_is_off_nothing_is_made_and_nothing_opens(
    client: httpx.AsyncClient, mine: int, services: Services, monkeypatch: pytest.MonkeyPatch
):
    link = (await client.post(f"/api/conversations/{mine}/share", json={})).json()
    assert (await client.get(f"/api{link['path']}")).status_code == 200
    monkeypatch.setattr(services.sharing.shares, "is_enabled", False)
    assert isinstance(services.sharing.shares, ShareService)
    for method, path, body in (
        ("POST", f"/api/conversations/{mine}/share", {}),
        ("PUT", f"/api/share/{link['token']}/settings", {"is_public": True}),
        ("PUT", f"/api/share/{link['token']}/snapshot", {}),
    ):
        answer = await client.request(method, path, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert (await client.get(link["path"])).content == (await client.get("/share/never")).content
    assert (await client.get(f"/api{link['path']}")).status_code == 404
    assert (await client.delete(f"/api/share/{link['token']}")).status_code == 204


async def test_a_link_of_the_older_program_is_the_owners_too(client: httpx.AsyncClient, mine: int, services: Services):
    with closing(sqlite3.connect(services.settings.sqlite_path)) as connection, connection:
        connection.execute("INSERT INTO shared_conversations (conversation_id, share_token) VALUES (?, 'a-token')", (mine,))
    (link,) = (await client.get("/api/share")).json()["links"]
    assert (link["path"], link["taken_at"], link["view_count"]) == ("/share/a-token", None, 0)
    said = (await client.get("/api/share/a-token")).json()
    assert [message["content"] for message in said["messages"]] == ["A question", "An answer."]
    updated = (await client.put("/api/share/a-token/snapshot", json={})).json()
    assert updated["taken_at"] is not None
