"""A worker's life beside the others: it ends without interrupting answers, and at once when it was taken for gone."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.errors import NotSaved, StartupFailed
from rxchat.launcher.serving.drain import Drain
from rxchat.launcher.serving.server import Server
from rxchat.services.workers.roll import Roll

SECONDS_TO_TELL: Final = 1.0

log = logging.getLogger(__name__)


def drain_of(settings: Settings) -> Drain:
    return Drain(
        seconds=settings.seconds_to_drain,
        begin=_begin_draining,
        is_busy=lambda: wiring.services().chat.generations.running_count > 0,
        is_port_shared=settings.workers > 1,
    )


async def _begin_draining() -> None:
    services = wiring.services()
    services.chat.drain()
    if services.roll is None:
        return
    try:
        async with asyncio.timeout(SECONDS_TO_TELL):
            await services.roll.drain()
    except (NotSaved, TimeoutError):
        log.warning("The other processes don't know that this one is about to end.")


def look_after_others() -> None:
    """Another worker has died: end what it left now, unless this one isn't that far. From any thread."""
    with suppress(StartupFailed):
        if (roll := wiring.services().roll) is not None:
            roll.look_now()


class LossWatch:
    """Ends the server once the others take this process for gone."""

    def __init__(self) -> None:
        self.is_lost = False
        self._watching: asyncio.Task[None] | None = None

    def start(self, server: Server) -> None:
        """Once the services run."""
        roll = wiring.services().roll
        if roll is not None:
            self._watching = asyncio.create_task(self._watch(roll, server))

    async def ended(self) -> None:
        """Wait until the server was ended; not at all where no others take this process for gone."""
        if self._watching is not None:
            await self._watching

    async def _watch(self, roll: Roll, server: Server) -> None:
        await roll.until_lost()
        self.is_lost = server.should_exit = True
