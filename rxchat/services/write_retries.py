"""Write retries: writes that must not be lost are repeated until they succeed or the program stops."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import Final

from rxchat.domain.errors import NotSaved

PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
LONGEST_PAUSE: Final = 8.0
WITHIN: Final = 2.0
"""Seconds after which the caller no longer waits for a write."""
PATIENTLY: Final = 10.0
"""The same for usage records: by then the database has accepted or rejected them."""
MOST: Final = 1_000
"""Maximum number of waiting writes; further ones are dropped."""

log = logging.getLogger(__name__)


class RetriedWrite:
    """A write to repeat. `cause` is why it isn't done yet; `error` is a fault of the write itself."""

    def __init__(self, write: Callable[[], Awaitable[None]]) -> None:
        self.is_done = False
        self.cause = ""
        self.error: Exception | None = None
        self._write = write
        self._one_at_a_time = asyncio.Lock()

    async def attempt(self) -> None:
        """Write now, unless it is done. Raises NotSaved, or the fault of the write itself."""
        async with self._one_at_a_time:
            if self.is_done:
                return
            try:
                await self._write()
            except NotSaved as error:
                self.cause = error.cause
                raise
            self.is_done = True


class WriteRetries:
    """Repeats writes that the database couldn't take. Faults of a write itself are raised, not repeated."""

    def __init__(self, pauses: tuple[float, ...] = PAUSES, within: float = WITHIN) -> None:
        self._pauses = pauses
        self._within = within
        self._trying: set[asyncio.Task[None]] = set()
        self._is_over = asyncio.Event()

    async def save(self, write: Callable[[], Awaitable[None]], *, within: float | None = None) -> RetriedWrite:
        """Write, and keep trying in the background if that fails: `is_done` is then not set yet.

        `write` may be called any number of times, and must have changed nothing when it raises.
        """
        late, looked = RetriedWrite(write), asyncio.Event()
        task = asyncio.create_task(self._until_done(late, looked))
        self._trying.add(task)
        task.add_done_callback(self._trying.discard)
        try:
            async with asyncio.timeout(within or self._within):
                await looked.wait()
        except TimeoutError:
            return late
        if late.error is not None:
            raise late.error
        return late

    async def aclose(self) -> None:
        """Try each once more, and give up on those that still fail."""
        self._is_over.set()
        await asyncio.gather(*self._trying, return_exceptions=True)

    async def _until_done(self, late: RetriedWrite, looked: asyncio.Event) -> None:
        for pause in chain(self._pauses, repeat(LONGEST_PAUSE)):
            is_last = self._is_over.is_set() or len(self._trying) > MOST
            try:
                await late.attempt()
            except NotSaved as error:
                if is_last:
                    log.exception("A write is given up.")
                elif not looked.is_set():
                    log.warning("A write has to wait: %s", error.message)
            except Exception as error:
                log.exception("A write failed in a way it should not.")
                late.error = error
            looked.set()
            if is_last or late.is_done or late.error is not None:
                return
            await self._nap(pause)

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._is_over.wait()
        except TimeoutError:
            return
