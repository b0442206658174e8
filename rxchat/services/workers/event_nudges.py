"""Event nudges: other workers read at once what was written for them, instead of a third of a second or two seconds later."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from rxchat.cluster.bus import Bus
from rxchat.cluster.messages import Changed, Message
from rxchat.services.events import EventSubscription, ProvidersChanged
from rxchat.services.failure_streaks import FailureStreak

_EVENTS: Final = Changed("events")
_PROVIDERS: Final = Changed("providers")

log = logging.getLogger(__name__)


class EventNudges:
    """`look` reads the events that others have written; `look_at_providers` has others' settings of providers read."""

    def __init__(self, bus: Bus, look: Callable[[], Awaitable[None]], look_at_providers: Callable[[], None]) -> None:
        self._bus = bus
        self._look = look
        self._look_at_providers = look_at_providers
        self._is_due = asyncio.Event()
        bus.hear(self._take)

    async def announce(self) -> None:
        """Have the others read the events."""
        await self._bus.broadcast(_EVENTS)

    async def announce_providers(self, changes: EventSubscription[ProvidersChanged]) -> None:
        """Have the others look at the providers whenever one has changed here, until `changes` is closed."""
        async for _ in changes:
            await self._bus.broadcast(_PROVIDERS)

    async def run(self) -> None:
        """Read whenever another worker has announced events, until this is cancelled."""
        streak = FailureStreak(log, "Changes of other processes can't be read.")
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            with streak:
                await self._look()

    def _take(self, _sender: str, message: Message) -> None:
        if message == _EVENTS:
            self._is_due.set()
        elif message == _PROVIDERS:
            self._look_at_providers()
