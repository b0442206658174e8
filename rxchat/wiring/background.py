"""Background tasks: work that runs beside the services until they close."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack


def run_in_background(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Start a task that `stack` cancels, and waits for, when it unwinds."""
    task = asyncio.create_task(work)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)
