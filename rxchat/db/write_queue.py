"""Write queue: a lock that knows how many writes wait for it."""

import asyncio
from typing import Literal


class WriteQueue(asyncio.Lock):
    """`waiting` counts the writes that wait; one that gets the lock at once doesn't."""

    waiting = 0

    async def acquire(self) -> Literal[True]:
        self.waiting += 1
        try:
            return await super().acquire()
        finally:
            self.waiting -= 1
