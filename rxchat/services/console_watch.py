"""Notices what `rxchat keys` and `rxchat endpoints` do on the console while the program runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from rxchat.domain.health import Health
from rxchat.services.endpoints import EndpointService
from rxchat.services.health import HealthService
from rxchat.services.streaks import Streak

LOOK_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


async def watch_console(
    endpoints: EndpointService,
    health: HealthService,
    kept_health: Callable[[], Awaitable[Mapping[str, Health]]],
    seconds: float = LOOK_SECONDS,
) -> None:
    """Look at what is stored, three queries at a time, until it is cancelled. SQLite tells nobody of another process's writes."""
    streak = Streak(log, "What is set on the console could not be looked at.")
    while True:
        await asyncio.sleep(seconds)
        with streak:
            await endpoints.catch_up()
            health.learn(await kept_health())
