"""Health store: saves provider health in the background, never within a call."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from rxchat.domain.health import Health
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

    def __init__(self, store: HealthRecords, pause: float = PAUSE_SECONDS) -> None:
        self._store = store
        self._pause = pause
        self._changed: set[str] = set()
        self._due = asyncio.Event()
        self._is_over = asyncio.Event()
        self._streak = FailureStreak(log, "How the providers are doing could not be saved yet.")

    def note(self, provider: str) -> None:
        """A provider's health has changed."""
        self._changed.add(provider)
        self._due.set()

    async def kept(self) -> Mapping[str, Health]:
        """The saved records, including those of other processes."""
        return await self._store.all()

    async def keep(self, health_of: Callable[[str], Health]) -> None:
        """Save until `close`, then save the rest."""
        while not self._is_over.is_set():
            await self._due.wait()
            await self._gather()
            await self._write(health_of)
        await self._write(health_of)

    def close(self) -> None:
        """Make `keep` save the rest and return."""
        self._is_over.set()
        self._due.set()

    async def _gather(self) -> None:
        """Wait briefly, so that changes at nearly the same time share a transaction."""
        try:
            async with asyncio.timeout(self._pause):
                await self._is_over.wait()
        except TimeoutError:
            return

    async def _write(self, health_of: Callable[[str], Health]) -> None:
        changed, self._changed = self._changed, set()
        self._due.clear()
        if not changed:
            return
        with self._streak:
            await self._store.put({provider: health_of(provider) for provider in sorted(changed)})
            return
        self._changed |= changed
