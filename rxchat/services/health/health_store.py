"""Health store: saves provider health in the background, never within a call."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from rxchat.domain.health import Health
from rxchat.services.events import EventBus, HealthReported
from rxchat.services.failure_streaks import FailureStreak

PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class HealthRecords(Protocol):
    """The persistence of health records, as `HealthRepository` provides it."""

    def all(self) -> Awaitable[Mapping[str, Health]]: ...

    def put(self, changed: Mapping[str, Health]) -> Awaitable[None]: ...


class HealthStore:
    """Saves changes at most once a second, in one transaction. A failed write is repeated with the next.

    A killed program loses the last second.
    """

    def __init__(self, store: HealthRecords, events: EventBus, pause: float = PAUSE_SECONDS) -> None:
        self._store = store
        self._reports = events.subscribe(HealthReported, pace=pause)
        self._unsaved: set[str] = set()
        self._streak = FailureStreak(log, "How the providers are doing could not be saved yet.")

    @asynccontextmanager
    async def saving(self, health_of: Callable[[str], Health]) -> AsyncGenerator[None]:
        """Save inside the block, and the rest at its end."""
        task = asyncio.create_task(self.keep(health_of))
        try:
            yield
        finally:
            self.close()
            await task

    async def keep(self, health_of: Callable[[str], Health]) -> None:
        """Save until `close`, then save the rest."""
        async for reports in self._reports:
            self._unsaved |= {report.provider for report in reports if isinstance(report, HealthReported)}
            await self._write(health_of)
        await self._write(health_of)

    def close(self) -> None:
        """Make `keep` save the rest and return."""
        self._reports.close()

    async def _write(self, health_of: Callable[[str], Health]) -> None:
        if not self._unsaved:
            return
        written = self._unsaved
        with self._streak:
            await self._store.put({provider: health_of(provider) for provider in sorted(written)})
            self._unsaved = set()
