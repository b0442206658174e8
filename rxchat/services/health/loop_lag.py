"""Loop lag: how late the event loop wakes a task that asked for it, which is how long everybody's requests wait."""

import asyncio
from collections.abc import Callable
from typing import Final

from rxchat.services.health.histogram import Histogram

EVERY_SECONDS: Final = 0.5
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class LoopLag:
    """Measured twice a second, which takes a hundred thousandth of a processor."""

    def __init__(self) -> None:
        self.seconds = Histogram(_SECONDS)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self.measure(loop.time, EVERY_SECONDS)

    async def measure(self, clock: Callable[[], float], pause: float) -> None:
        due = clock() + pause
        await asyncio.sleep(pause)
        self.seconds.observe(max(0.0, clock() - due))
