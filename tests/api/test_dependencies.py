"""The services that routes take, as a test or another program replaces them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rxchat.api import dependencies
from rxchat.domain.accounts import Person
from rxchat.domain.usage import Price
from rxchat.wiring import Services
from rxchat.wiring.models import ModelServices


class FixedPrices:
    """Every model costs the same."""

    def price(self, *_: object) -> Price:
        return Price(input_per_million=Decimal(7), output_per_million=Decimal(9))


def as_person(api: FastAPI, user_id: int) -> httpx.AsyncClient:
    async def signed_in(scope: Any, receive: Any, send: Any) -> None:
        await api({**scope, "rxchat.person": Person(user_id=user_id)}, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(signed_in), base_url="http://localhost")


async def test_one_group_is_replaced_and_the_others_are_the_programs(api: FastAPI, services: Services):
    prices: Any = FixedPrices()
    api.dependency_overrides[dependencies.models] = lambda: replace(services.models, pricing=prices)
    async with as_person(api, services.auth.local_user_id) as client:
        listed = (await client.get("/api/models", params={"provider": "acme"})).json()
    assert {model["price"]["input_per_million"] for model in listed["models"]} == {7.0}
    assert "claude" in {provider["name"] for provider in listed["providers"]}


async def test_all_are_replaced_at_once(api: FastAPI, services: Services):
    async def problem() -> str:
        return "The disk is full."

    changed = replace(services, database_problem=problem, bus_state=lambda: "deaf")
    api.dependency_overrides[dependencies.services] = lambda: changed
    async with as_person(api, services.auth.local_user_id) as client:
        health = await client.get("/api/health")
        conversations = await client.get("/api/conversations")
    assert (health.status_code, health.json()["problem"], health.json()["bus"]) == (503, "The disk is full.", "deaf")
    assert conversations.json() == {"conversations": [], "next_cursor": None}


@pytest.mark.parametrize("group", ["auth", "chat", "models", "providers", "transfer", "usage"])
async def test_each_group_is_that_of_the_container(services: Services, group: str):
    found: ModelServices = await getattr(dependencies, group)(await dependencies.services())
    assert found is getattr(services, group)
