"""Writes that must not be lost: tried again until they work, or the program stops."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import Final

from rxchat.domain.errors import NotSaved

PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
LONGEST_PAUSE: Final = 8.0
WITHIN: Final = 2.0
"""Seconds after which a person is not kept waiting for a write."""
PATIENTLY: Final = 10.0
"""The same for what is only counted: by then the database has taken it or refused it."""
MOST: Final = 1_000
"""Writes that wait at the same time; one more than that is let go of."""

log = logging.getLogger(__name__)


class LateWrite:
    """One of them. `cause` says why it is not done yet, as far as that is known; `error` what was wrong with the write itself."""

    def __init__(self, write: Callable[[], Awaitable[None]]) -> None:
        self.is_done = False
        self.cause = ""
        self.error: Exception | None = None
        self._write = write
        self._one_at_a_time = asyncio.Lock()

    async def attempt(self) -> None:
        """Write it now, unless that is done. Raises NotSaved, or what is wrong with the write itself."""
        async with self._one_at_a_time:
            if self.is_done:
                return
            try:
                await self._write()
            except NotSaved as error:
                self.cause = error.cause
                raise
            self.is_done = True


class LateWrites:
    """Holds what could not be written, and nothing else: what is wrong in itself is raised, and not tried again."""

    def __init__(self, pauses: tuple[float, ...] = PAUSES, within: float = WITHIN) -> None:
        self._pauses = pauses
        self._within = within
        self._trying: set[asyncio.Task[None]] = set()
        self._is_over = asyncio.Event()

    async def save(self, write: Callable[[], Awaitable[None]], *, within: float | None = None) -> LateWrite:
        """Write, and go on trying beside all else where that does not work at once: then `is_done` is not set yet.

        `write` may be called any number of times, and must have changed nothing when it raises.
        """
        late, looked = LateWrite(write), asyncio.Event()
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
        """Try each once more, and give up what still can't be written."""
        self._is_over.set()
        await asyncio.gather(*self._trying, return_exceptions=True)

    async def _until_done(self, late: LateWrite, looked: asyncio.Event) -> None:
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
