"""What is done on the console while the program runs."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from rxchat.domain.health import Health
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.providers.external_changes import watch_console

AT = datetime(2026, 1, 2, tzinfo=UTC)


class Endpoints:
    """Fails at its first look."""

    def __init__(self) -> None:
        self.looks = 0

    async def catch_up(self) -> None:
        self.looks += 1
        if self.looks == 1:
            raise OSError("the disk is away")


async def test_it_looks_again_and_again_whatever_a_look_meets(caplog: pytest.LogCaptureFixture):
    events = EventBus()
    changes = events.subscribe(ProvidersChanged)
    health = HealthTracker(events=events)

    async def kept() -> Mapping[str, Health]:
        return {"acme": Health(last_success_at=AT)}

    endpoints = Endpoints()
    watching = asyncio.create_task(
        watch_console(endpoints, endpoints, endpoints, health, kept, seconds=0)  # pyright: ignore[reportArgumentType] - what it asks for is there
    )
    assert await asyncio.wait_for(anext(changes), 30) == (ProvidersChanged("acme"),)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert health.of("acme").last_success_at == AT
    assert "could not be looked at" in caplog.text


async def test_it_looks_at_once_where_somebody_knows_of_a_change():
    endpoints, health, look_now = Endpoints(), HealthTracker(), asyncio.Event()
    has_looked = asyncio.Event()

    async def kept() -> Mapping[str, Health]:
        has_looked.set()
        return {}

    endpoints.looks = 1
    watching = asyncio.create_task(
        watch_console(endpoints, endpoints, endpoints, health, kept, seconds=1000, look_now=look_now)  # pyright: ignore[reportArgumentType]
    )
    for _ in range(2):
        look_now.set()
        await asyncio.wait_for(has_looked.wait(), 30)
        has_looked.clear()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
