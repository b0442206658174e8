"""How providers are doing, written beside the calls."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from rxchat.db.database import Database
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.domain.health import Health
from rxchat.services.events import EventBus
from rxchat.services.health.health_store import HealthStore
from rxchat.services.health.health_tracker import HealthTracker

AT = datetime(2026, 1, 2, tzinfo=UTC)


class Store:
    """Keeps what it is given; `written` counts, `failures` are made first."""

    def __init__(self, failures: int = 0) -> None:
        self.kept: list[dict[str, Health]] = []
        self.failures = failures
        self.tried = asyncio.Event()

    async def all(self) -> Mapping[str, Health]:
        return self.kept[-1]

    async def put(self, changed: Mapping[str, Health]) -> None:
        self.tried.set()
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.kept.append(dict(changed))


async def test_it_outlives_the_program(database: Database, user: int):
    repository = HealthRepository(database, user)
    events = EventBus()
    keeper = HealthStore(repository, events)
    health = HealthTracker(lambda: AT, events=events)
    keeping = asyncio.create_task(keeper.keep(health.of))
    health.worked("acme", 12)
    keeper.close()
    await asyncio.wait_for(keeping, 30)
    again = HealthTracker(known=await repository.all())
    assert again.of("acme") == Health(last_success_at=AT, latency_ms=12)


async def test_what_comes_together_is_written_once_as_it_is_then():
    store = Store()
    events = EventBus()
    keeper = HealthStore(store, events, pause=3600)
    health = HealthTracker(lambda: AT, events=events)
    keeping = asyncio.create_task(keeper.keep(health.of))
    for latency in range(50):
        health.worked("acme", latency)
    health.worked("other", 1)
    await asyncio.sleep(0)
    assert store.kept == []
    keeper.close()
    await asyncio.wait_for(keeping, 30)
    assert [{name: known.latency_ms for name, known in kept.items()} for kept in store.kept] == [{"acme": 49, "other": 1}]


async def test_it_is_written_while_the_program_runs():
    store = Store()
    events = EventBus()
    keeper = HealthStore(store, events, pause=0)
    health = HealthTracker(lambda: AT, events=events)
    keeping = asyncio.create_task(keeper.keep(health.of))
    health.worked("acme", 3)
    await asyncio.wait_for(store.tried.wait(), 30)
    assert list(store.kept[0]) == ["acme"]
    keeper.close()
    await asyncio.wait_for(keeping, 30)
    assert len(store.kept) == 1


async def test_a_write_that_fails_is_tried_with_the_next(caplog: pytest.LogCaptureFixture):
    store = Store(failures=1)
    events = EventBus()
    keeper = HealthStore(store, events, pause=0)
    health = HealthTracker(lambda: AT, events=events)
    keeping = asyncio.create_task(keeper.keep(health.of))
    health.worked("acme", 3)
    await asyncio.wait_for(store.tried.wait(), 30)
    health.worked("other", 4)
    keeper.close()
    await asyncio.wait_for(keeping, 30)
    assert [sorted(kept) for kept in store.kept] == [["acme", "other"]]
    assert "could not be saved yet" in caplog.text
