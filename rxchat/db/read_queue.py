"""Read queue: fair scheduling of reads that may take seconds. Few run at once, so that other reads find a connection."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from rxchat.domain.errors import NotRead

AT_ONCE: Final = 2
LONGEST_WAIT: Final = 10.0
"""Seconds."""

Waiter = asyncio.Future[None]


class ReadQueue:
    """Users take waiters: somebody who queues a hundred reads delays the others by one."""

    def __init__(self, reads: str) -> None:
        """`reads` is the plural noun for error messages."""
        self._reads = reads
        self._running = 0
        self._waiting: dict[int, deque[Waiter]] = {}

    @asynccontextmanager
    async def slot(self, user_id: int) -> AsyncGenerator[None]:
        """Hold a slot for the block. Raises NotRead if none becomes free in time."""
        await self._enter(user_id)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, user_id: int) -> None:
        if self._running < AT_ONCE:
            self._running += 1
            return
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user_id, deque()).append(waiter)
        try:
            await asyncio.wait({waiter}, timeout=LONGEST_WAIT)
        except asyncio.CancelledError:
            self._give_up(user_id, waiter)
            raise
        if not waiter.done():
            self._give_up(user_id, waiter)
            raise NotRead(f"Too many {self._reads} are running at once.", hint="Try again in a moment.")

    def _give_up(self, user_id: int, waiter: Waiter) -> None:
        if waiter.done():
            self._leave()  # the slot was assigned at the same moment
            return
        waiters = self._waiting[user_id]
        waiters.remove(waiter)
        if not waiters:
            del self._waiting[user_id]

    def _leave(self) -> None:
        """Pass the slot to the user who was served longest ago."""
        if not self._waiting:
            self._running -= 1
            return
        user_id, waiters = next(iter(self._waiting.items()))
        waiters.popleft().set_result(None)
        del self._waiting[user_id]
        if waiters:
            self._waiting[user_id] = waiters
