"""`/api/search`."""

from collections.abc import Callable
from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider

Hello = Callable[..., dict[str, Any]]

NOTHING = {"titles": [], "artifacts": [], "messages": [], "names": []}


async def test_what_is_found_comes_by_kinds_with_its_line(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("A tulip is a flower.", DONE)
    made = (await client.post("/api/conversations", json={"title": "Tulips", "model": "acme:known"})).json()
    await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    found = (await client.get("/api/search", params={"q": "tulip"})).json()
    assert [(each["id"], each["match"]["message_id"]) for each in found["titles"]] == [(made["id"], None)]
    (message,) = found["messages"]
    assert [piece["text"] for piece in message["match"]["line"] if piece["is_match"]] == ["tulip"]
    assert found["names"] == []
    assert (await client.get("/api/search", params={"q": "rose"})).json() == NOTHING
    assert (await client.get("/api/search")).json() == NOTHING


async def test_the_filters_that_there_are(client: httpx.AsyncClient):
    assert (await client.get("/api/search/filters")).json() == {"models": [], "names": []}
    await client.post("/api/conversations", json={"title": "Tulips", "model": "acme:known"})
    assert (await client.get("/api/search/filters")).json()["models"] == ["acme:known"]
