"""Background tasks: work that runs beside the services until they close."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack

log = logging.getLogger(__name__)


def run_in_background(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Start a task that `stack` cancels, and waits for, when it unwinds. One that fails is logged at once."""
    task = asyncio.create_task(work)
    task.add_done_callback(_log_failure)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("Work in the background has ended: %s", task.get_coro(), exc_info=error)
