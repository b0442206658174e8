"""`/api/messages`."""

from collections.abc import Callable
from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider

Hello = Callable[..., dict[str, Any]]


async def test_a_message_is_deleted_with_what_follows_and_comes_back(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = (await client.post("/api/conversations", json={"title": "Holiday", "model": "acme:known"})).json()
    for word in ("one", "two"):
        acme.say(word, DONE)
        await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    where = f"/api/conversations/{made['id']}/messages"
    whole = (await client.get(where)).json()
    question, answer = whole["messages"][2:]
    gone = (await client.delete(f"/api/messages/{answer['id']}")).json()
    assert gone == {"conversation_id": made["id"], "message_id": question["id"], "count": 2}
    assert [message["content"] for message in (await client.get(where)).json()["messages"]] == ["Hello", "one"]
    assert (await client.delete(f"/api/messages/{answer['id']}")).status_code == 404
    back = (await client.post(f"/api/messages/{question['id']}/restore")).json()
    assert (back["id"], back["title"]) == (made["id"], "Holiday")
    assert (await client.get(where)).json() == whole
    assert (await client.post(f"/api/messages/{question['id']}/restore")).status_code == 404
