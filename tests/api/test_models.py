"""`GET /api/models`."""

import asyncio

import httpx
from fakes.acme import AcmeProvider
from fakes.anthropic import FakeAnthropic

from rxchat.domain.errors import ServerFault
from rxchat.wiring import Services


async def test_each_model_is_told_with_what_is_known_of_it(client: httpx.AsyncClient, services: Services):
    await services.models.catalog.refresh()
    listed = (await client.get("/api/models")).json()
    model = next(model for model in listed["models"] if model["id"] == "claude:claude-sonnet-5-5")
    assert (model["model"], model["provider"], model["is_default"], model["lifecycle"]) == (
        "claude-sonnet-5-5",
        "claude",
        True,
        "active",
    )
    assert model["price"] == {"input_per_million": 2.0, "output_per_million": 10.0, "currency": "USD"}
    assert model["capabilities"]["streaming"] is True
    assert model["context_window"] > 0
    assert [other["id"] for other in listed["models"] if other["provider"] == "claude" and other["is_default"]] == [model["id"]]


async def test_the_words_for_capabilities_are_given_with_the_models(client: httpx.AsyncClient):
    listed = (await client.get("/api/models")).json()
    shown = {one["name"]: (one["label"], one["lack"]) for one in listed["capabilities"]}
    assert shown["images"] == ("Images", "")
    assert all(shown.keys() <= model["capabilities"].keys() for model in listed["models"])


async def test_what_is_unknown_is_null(client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic):
    anthropic.models.append({**anthropic.models[0], "id": "claude-unheard-of", "display_name": "Unheard of"})
    await services.models.catalog.refresh()
    models = (await client.get("/api/models", params={"provider": "claude"})).json()["models"]
    assert next(model for model in models if model["model"] == "claude-unheard-of")["price"] is None


async def test_where_no_model_is_known_there_is_no_default(client: httpx.AsyncClient):
    listed = (await client.get("/api/models")).json()["providers"]
    defaults = {provider["name"]: provider["default_model"] for provider in listed}
    assert (defaults["groq"], defaults["vllm"], defaults["claude"]) == (None, None, "claude:claude-sonnet-5-5")
    made = await client.post("/api/providers", json={"label": "My lab", "base_url": "http://localhost:9/v1"})
    assert (made.status_code, made.json()["default_model"]) == (201, None)


async def test_a_provider_that_was_dropped_in_is_there(client: httpx.AsyncClient, services: Services):
    await services.models.catalog.refresh()
    listed = (await client.get("/api/models")).json()
    assert "acme:live" in {model["id"] for model in listed["models"]}
    assert {"acme", "claude", "local"} <= {provider["name"] for provider in listed["providers"]}


async def test_one_provider_alone_can_be_asked_for(client: httpx.AsyncClient):
    listed = (await client.get("/api/models", params={"provider": "acme"})).json()
    assert {model["provider"] for model in listed["models"]} == {"acme"}
    assert len(listed["providers"]) > 1
    response = await client.get("/api/models", params={"provider": "cloud"})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_provider")


async def test_a_refresh_asks_the_vendors_now(client: httpx.AsyncClient, services: Services, anthropic: FakeAnthropic):
    await services.models.catalog.refresh()
    anthropic.models = anthropic.models[:1]
    listed = (await client.get("/api/models", params={"refresh": True, "provider": "claude"})).json()
    assert [model["model"] for model in listed["models"]] == [anthropic.models[0]["id"]]


async def test_a_vendor_that_hangs_or_fails_is_stale_and_delays_nobody(
    client: httpx.AsyncClient, services: Services, acme: AcmeProvider
):
    await services.models.catalog.refresh()
    acme.may_list.clear()
    hanging = asyncio.create_task(services.models.catalog.refresh([acme]))
    async with asyncio.timeout(30):
        listed = (await client.get("/api/models")).json()
    assert not hanging.done()
    assert "acme:live" in {model["id"] for model in listed["models"]}
    acme.listed = ServerFault("Acme is down.", provider="acme")
    acme.may_list.set()
    await hanging
    listed = (await client.get("/api/models", params={"refresh": True})).json()
    stale = {provider["name"]: provider["is_stale"] for provider in listed["providers"]}
    assert (stale["acme"], stale["claude"]) == (True, False)
    assert "acme:live" in {model["id"] for model in listed["models"]}


async def test_a_provider_that_is_switched_off_has_no_models(client: httpx.AsyncClient, services: Services):
    services.providers.registry.disable("acme")
    listed = (await client.get("/api/models")).json()
    assert "acme" not in {model["provider"] for model in listed["models"]}
    assert {provider["name"]: provider["status"] for provider in listed["providers"]}["acme"] == "disabled"
