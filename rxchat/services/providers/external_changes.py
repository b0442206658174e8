"""External changes: notices what other workers, `rxchat keys`, `rxchat endpoints` and `rxchat models` change meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

from rxchat.domain.health import Health
from rxchat.services.failure_streaks import FailureStreak
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.providers.custom_endpoints import EndpointService
from rxchat.services.providers.local_models import LocalModels
from rxchat.services.providers.typed_models import TypedModels

LOOK_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


async def watch_console(
    endpoints: EndpointService,
    typed_models: TypedModels,
    local_models: LocalModels,
    health: HealthTracker,
    kept_health: Callable[[], Awaitable[Mapping[str, Health]]],
    seconds: float = LOOK_SECONDS,
    look_now: asyncio.Event | None = None,
) -> None:
    """Look at what is stored, four queries at a time, until it is cancelled. SQLite tells nobody of another process's writes.

    `look_now` is set by those who know of one.
    """
    due = look_now or asyncio.Event()
    streak = FailureStreak(log, "What is set on the console could not be looked at.")
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await due.wait()
        due.clear()
        with streak:
            await endpoints.catch_up()
            await typed_models.catch_up()
            await local_models.catch_up()
            health.learn(await kept_health())
