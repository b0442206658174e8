"""`/api/tokens` over HTTP."""

import httpx
import pytest


async def test_a_token_is_shown_once(client: httpx.AsyncClient):
    asked = {"name": "Editor", "models": ["acme:*"], "monthly_limit": 7.5, "expires_at": "2099-01-01T00:00:00+01:00"}
    made = await client.post("/api/tokens", json=asked)
    assert made.status_code == 201
    secret = made.json()["token"]
    assert made.json()["expires_at"] == "2098-12-31T23:00:00Z"
    listed = (await client.get("/api/tokens")).text
    assert secret not in listed
    assert secret[-4:] in listed
    assert (await client.delete(f"/api/tokens/{made.json()['id']}")).status_code == 204
    assert (await client.delete(f"/api/tokens/{made.json()['id']}")).status_code == 404
    assert (await client.get("/api/tokens")).json() == {"tokens": []}


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"models": "acme"},
        {"models": ["acme"]},
        {"monthly_limit": -1},
        {"monthly_limit": "a lot"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2099-01-01T00:00:00"},
        {"colour": "red"},
    ],
)
async def test_what_makes_no_sense_is_refused(client: httpx.AsyncClient, more: dict[str, object]):
    refused = await client.post("/api/tokens", json={"name": "Editor", **more})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")
