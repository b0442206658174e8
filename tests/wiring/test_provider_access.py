"""What the provider services are built on."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.providers.vendors.local import LocalProvider
from rxchat.security.master_key import MasterKey
from rxchat.services.events import EventBus
from rxchat.wiring.provider_access import open_provider_access


@pytest.mark.parametrize(("mode", "is_read_only"), [("local", False), ("team", True)])
async def test_only_the_console_administers_a_teams_providers(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey, mode: str, *, is_read_only: bool
):
    settings = settings.model_copy(update={"mode": mode})
    access = await open_provider_access(stack, settings, database, key, EventBus())
    assert access.is_read_only is is_read_only


async def test_health_is_saved_when_it_closes_and_known_at_the_next_start(settings: Settings, database: Database, key: MasterKey):
    async with AsyncExitStack() as stack:
        access = await open_provider_access(stack, settings, database, key, EventBus())
        access.health.worked("claude", 12)
        owner = access.keys.user_id
    assert (await HealthRepository(database, owner).all())["claude"].latency_ms == 12
    async with AsyncExitStack() as stack:
        again = await open_provider_access(stack, settings, database, key, EventBus())
        assert again.health.of("claude").latency_ms == 12


async def test_an_endpoint_whose_name_is_taken_is_known_as_shadowed(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey
):
    async with AsyncExitStack() as first:
        owner = (await open_provider_access(first, settings, database, key, EventBus())).keys.user_id
    for name in ("claude", "lab"):
        await EndpointRepository(database, owner).add(Endpoint(name=name, label=name.title(), base_url="http://127.0.0.1:9/v1"))
    access = await open_provider_access(stack, settings, database, key, EventBus())
    assert [endpoint.name for endpoint in access.shadowed_endpoints] == ["claude"]
    assert "lab" in access.registry.names()


@pytest.mark.parametrize(
    ("values", "is_allowed"),
    [({}, True), ({"workers": 2}, False), ({"workers": 2, "local_models": True}, True), ({"local_models": False}, False)],
)
async def test_several_workers_run_no_models_of_their_own_unless_they_are_to(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey, values: dict[str, Any], *, is_allowed: bool
):
    settings = settings.model_copy(update=values)
    access = await open_provider_access(stack, settings, database, key, EventBus())
    local = access.registry.get("local")
    why = local(access.keys.connect(local)).unavailable()
    assert (why is None or "on the server itself" not in why.message) is is_allowed
    assert LocalProvider.is_allowed
