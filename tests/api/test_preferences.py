"""`/api/preferences/models`."""

import httpx
import pytest

PATH = "/api/preferences/models"


async def test_a_default_and_stars_are_kept(client: httpx.AsyncClient):
    assert (await client.get(PATH)).json() == {"default": None, "starred": [], "recent": []}
    changed = await client.patch(PATH, json={"default": "acme:known", "starred": {"acme:live": True, "claude:x": True}})
    assert changed.json() == {"default": "acme:known", "starred": ["claude:x", "acme:live"], "recent": []}
    changed = await client.patch(PATH, json={"starred": {"claude:x": False}})
    assert changed.json() == {"default": "acme:known", "starred": ["acme:live"], "recent": []}
    assert (await client.patch(PATH, json={"default": None})).json()["default"] is None
    assert (await client.get(PATH)).json() == {"default": None, "starred": ["acme:live"], "recent": []}


@pytest.mark.parametrize("body", [{"default": ""}, {"recent": []}, {"starred": {"acme:x": "yes"}}, {"starred": ["acme:x"]}])
async def test_what_does_not_fit_is_refused(client: httpx.AsyncClient, body: object):
    assert (await client.patch(PATH, json=body)).status_code == 422


async def test_the_tips_are_dismissed_for_good_and_nothing_else_changes(client: httpx.AsyncClient):
    assert (await client.get("/api/preferences/tips")).json() == {"is_dismissed": False}
    await client.patch("/api/preferences/models", json={"default": "acme:known"})
    assert (await client.put("/api/preferences/tips", json={"is_dismissed": True})).json() == {"is_dismissed": True}
    assert (await client.get("/api/preferences/tips")).json() == {"is_dismissed": True}
    assert (await client.get("/api/preferences/models")).json()["default"] == "acme:known"
    assert (await client.put("/api/preferences/tips", json={"is_dismissed": "yes"})).status_code == 422


async def test_the_model_for_summaries_is_kept(client: httpx.AsyncClient):
    path = "/api/preferences/summaries"
    assert (await client.get(path)).json() == {"is_cheapest": False}
    for is_cheapest in (True, False):
        assert (await client.put(path, json={"is_cheapest": is_cheapest})).json() == {"is_cheapest": is_cheapest}
        assert (await client.get(path)).json() == {"is_cheapest": is_cheapest}
    assert (await client.put(path, json={"is_cheapest": "yes"})).status_code == 422
