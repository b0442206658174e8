"""Writes down how the providers are doing, beside the calls and never within one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from rxchat.domain.health import Health
from rxchat.services.failure_streaks import Streak

PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class HealthStore(Protocol):
    """Where it is kept: the part of `HealthRepository` a keeper needs."""

    def all(self) -> Awaitable[Mapping[str, Health]]: ...

    def put(self, changed: Mapping[str, Health]) -> Awaitable[None]: ...


class HealthKeeper:
    """Writes what has changed at most once a second, all of it in one transaction. A write that fails is tried with the next.

    A program that is killed loses the last second of it.
    """

    def __init__(self, store: HealthStore, pause: float = PAUSE_SECONDS) -> None:
        self._store = store
        self._pause = pause
        self._changed: set[str] = set()
        self._due = asyncio.Event()
        self._is_over = asyncio.Event()
        self._streak = Streak(log, "How the providers are doing could not be saved yet.")

    def note(self, provider: str) -> None:
        """Something has happened to a provider."""
        self._changed.add(provider)
        self._due.set()

    async def kept(self) -> Mapping[str, Health]:
        """What is written down, by whomever."""
        return await self._store.all()

    async def keep(self, health_of: Callable[[str], Health]) -> None:
        """Write until it is closed, and the rest then."""
        while not self._is_over.is_set():
            await self._due.wait()
            await self._gather()
            await self._write(health_of)
        await self._write(health_of)

    def close(self) -> None:
        """Have `keep` write the rest and return."""
        self._is_over.set()
        self._due.set()

    async def _gather(self) -> None:
        """Give what happens at nearly the same time the time to come together."""
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
