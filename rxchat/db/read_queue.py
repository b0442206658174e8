"""A fair queue for reads that may take seconds: few run at once, and leave the other connections to others."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from rxchat.domain.errors import NotRead

AT_ONCE: Final = 2
LONGEST_WAIT: Final = 10.0
"""Seconds."""

Turn = asyncio.Future[None]


class ReadQueue:
    """People take turns: whoever asks a hundred times delays the others by one read."""

    def __init__(self, reads: str) -> None:
        """`reads` is the plural of what waits here, as a person reads it."""
        self._reads = reads
        self._running = 0
        self._waiting: dict[int, deque[Turn]] = {}

    @asynccontextmanager
    async def turn(self, user_id: int) -> AsyncGenerator[None]:
        """Wait for a free place, and hold it for the block. Raises NotRead where none becomes free in time."""
        await self._enter(user_id)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, user_id: int) -> None:
        if self._running < AT_ONCE:
            self._running += 1
            return
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user_id, deque()).append(turn)
        try:
            await asyncio.wait({turn}, timeout=LONGEST_WAIT)
        except asyncio.CancelledError:
            self._give_up(user_id, turn)
            raise
        if not turn.done():
            self._give_up(user_id, turn)
            raise NotRead(f"Too many {self._reads} are running at once.", hint="Try again in a moment.")

    def _give_up(self, user_id: int, turn: Turn) -> None:
        if turn.done():
            self._leave()  # the place was given in the same moment
            return
        turns = self._waiting[user_id]
        turns.remove(turn)
        if not turns:
            del self._waiting[user_id]

    def _leave(self) -> None:
        """Give the place to the person who was served longest ago."""
        if not self._waiting:
            self._running -= 1
            return
        user_id, turns = next(iter(self._waiting.items()))
        turns.popleft().set_result(None)
        del self._waiting[user_id]
        if turns:
            self._waiting[user_id] = turns
