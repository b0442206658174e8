"""`/api/conversations/{conversation_id}/usage`."""

from collections.abc import Callable
from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider

Hello = Callable[..., dict[str, Any]]


async def test_what_a_conversation_took(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = (await client.post("/api/conversations", json={"title": "Holiday", "model": "acme:known"})).json()
    where = f"/api/conversations/{made['id']}/usage"
    nothing = {"requests": 0, "input_tokens": 0, "output_tokens": 0, "cost": 0.0, "unpriced_requests": 0}
    assert (await client.get(where)).json() == nothing
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    found = (await client.get(where)).json()
    assert (found["requests"], found["output_tokens"]) == (1, 2)
    assert (await client.get("/api/conversations/999/usage")).status_code == 404
