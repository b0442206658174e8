"""Roll: which workers live. This one's heartbeat, and the end of what dead ones left.

A worker that isn't seen for a lease is taken for gone: it may write nothing more of its answers, and they end with what was
saved of them. Who finds out that it was taken for gone itself ends its answers, and the process ends.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from rxchat.db.workers import LEASE_SECONDS, WorkerRepository
from rxchat.domain.workers import Worker
from rxchat.services.chat.generations import GenerationService
from rxchat.services.failure_streaks import FailureStreak

BEAT_SECONDS: Final = 2.0
BUSY_BEAT_SECONDS: Final = 0.5
"""While answers are written here: a heartbeat finds out which of them to stop."""
LOOK_SECONDS: Final = 1.0
LONGEST_GAP: Final = 4.0
"""Between two heartbeats of a worker that is well."""

log = logging.getLogger(__name__)


class Roll:
    """`me` is this process. `clock` is in seconds."""

    def __init__(
        self, workers: WorkerRepository, generations: GenerationService, me: Worker, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.me: Final = me
        self._workers = workers
        self._generations = generations
        self._clock = clock
        self._beaten_at = self._well_since = float("inf")
        self._suspects: Mapping[str, datetime | None] = {}
        self._is_alone = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_due = asyncio.Event()

    async def join(self, *, is_alone: bool) -> None:
        """Start to count as a worker. `is_alone` says that no other process can be serving, so that those listed are gone."""
        await self._workers.join(self.me)
        self._loop = asyncio.get_running_loop()
        self._beaten_at = self._well_since = self._clock()
        if is_alone:
            await self._workers.end_others()

    async def run(self) -> None:
        """Beat until this worker is taken for gone, and end its answers then."""
        streak = FailureStreak(log, "This process can't tell the others that it lives.")
        while not await self._is_lost_before_a_beat():
            with streak:
                await self.beat()
        log.error("This process was taken for gone by the others, so it ends. Another one takes over.")
        await self._generations.interrupt_all()

    async def look_after_others(self) -> None:
        """Take late workers for gone and end what they left, until this worker is taken for gone itself."""
        streak = FailureStreak(log, "The other processes can't be looked after.")
        while not await self._is_lost_within(LOOK_SECONDS * random.uniform(0.8, 1.2), sooner=self._is_due):
            self._is_due.clear()
            with streak:
                await self.look()

    def look_now(self) -> None:
        """A worker is known to have died: don't wait for the next round of `look_after_others`. From any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and this process with it
                self._loop.call_soon_threadsafe(self._is_due.set)

    async def beat(self) -> None:
        """One heartbeat. Answers that somebody asked another worker to stop are stopped."""
        try:
            beat = await self._workers.beat()
        except BaseException:
            self._well_since = float("inf")
            raise
        now = self._clock()
        if now - self._beaten_at > LONGEST_GAP or self._well_since > now:
            self._well_since = now
        self._beaten_at = now
        self._generations.stop_marked(beat.to_stop)

    async def look(self) -> None:
        """Take workers for gone that haven't been seen for a lease, and end the answers that nobody writes.

        Who couldn't reach the database itself for a moment of the last lease takes nobody for gone: the others couldn't either.
        """
        living = await self._workers.living()
        self._is_alone = len(living) == 1
        late = {worker.id: worker.seen_at for worker in living if worker.is_late and worker.id != self.me.id}
        if late and self._is_well and self._is_believable(late, len(living)):
            log.warning("Taken for gone, as they weren't seen for %d s: %s", LEASE_SECONDS, ", ".join(sorted(late)))
            await self._workers.end_late(late)
        self._suspects = late
        await self._generations.recover()

    async def drain(self) -> None:
        """Say that this worker ends soon."""
        await self._workers.drain()

    async def leave(self) -> None:
        """Stop to count as a worker. What it left is ended by the others."""
        await self._workers.leave()

    async def until_lost(self) -> None:
        """Wait until the others take this worker for gone."""
        await self._workers.is_lost.wait()

    async def living(self) -> list[Worker]:
        return await self._workers.living()

    @property
    def is_alone(self) -> bool:
        """Whether no other worker was living a moment ago."""
        return self._is_alone

    @property
    def _is_well(self) -> bool:
        return self._clock() - self._well_since >= LEASE_SECONDS

    def _is_believable(self, late: Mapping[str, datetime | None], living: int) -> bool:
        """Most workers at once are late where the database's clock has jumped: then they are looked at twice."""
        return 2 * len(late) <= living or late.items() <= self._suspects.items()

    async def _is_lost_before_a_beat(self) -> bool:
        """Wait until a heartbeat is due, which is soon once an answer is written here."""
        for _ in range(round(BEAT_SECONDS / BUSY_BEAT_SECONDS)):
            if await self._is_lost_within(BUSY_BEAT_SECONDS):
                return True
            if self._generations.running_count:
                break
        return False

    async def _is_lost_within(self, seconds: float, sooner: asyncio.Event | None = None) -> bool:
        """Wait until this worker is lost, or `sooner` is set."""
        events = [self._workers.is_lost, *([] if sooner is None else [sooner])]
        waiting = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        return self._workers.is_lost.is_set()
