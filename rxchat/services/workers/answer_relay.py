"""Answer relay: passes answers that are written here on to the workers whose readers follow them.

A reader of this worker costs the bus nothing: what another worker has asked for is sent, at once, together with whatever else it
follows. Nothing is queued: what a follower gets next is cut from the answer when it is sent, so a slow bus makes messages longer
and memory no larger. Who can't be reached is forgotten, and asks again from where it is.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from rxchat.cluster.bus import Bus
from rxchat.cluster.messages import Follow, Message, Position, Stop
from rxchat.services.chat.generations import GenerationService
from rxchat.services.workers.followers import ALIVE_SECONDS, Follower

FOLLOW_SECONDS: Final = 15.0
"""A worker that hasn't asked again for so long doesn't follow any more."""
FEW: Final = 10
PACE_SECONDS: Final = 0.002
"""With more answers than a few, what comes within this time of the last words is sent together."""


class AnswerRelay:
    def __init__(self, bus: Bus, generations: GenerationService) -> None:
        self._bus = bus
        self._generations = generations
        self._followers: dict[str, tuple[Follower, float]] = {}
        self._due = asyncio.Event()
        self._sent_at = float("-inf")
        bus.hear(self._take)

    async def run(self) -> None:
        """Send until this is cancelled."""
        while True:
            await self._until_due()
            for worker, (follower, until) in list(self._followers.items()):
                is_served = follower.size and _now() < until and await self._send(worker, follower)
                if not is_served and self._followers.get(worker, (None,))[0] is follower:
                    self._forget(worker)

    async def _until_due(self) -> None:
        """Wait until an answer has grown that is followed, or it's time to say how far all are."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ALIVE_SECONDS if self._followers else None):
                await self._due.wait()
        is_busy = sum(follower.size for follower, _ in self._followers.values()) > FEW
        if is_busy and (early := self._sent_at + PACE_SECONDS - _now()) > 0:
            await asyncio.sleep(early)
        self._due.clear()
        self._sent_at = _now()

    async def _send(self, worker: str, follower: Follower) -> bool:
        """False if the worker can't be reached."""
        for message in follower.messages():
            if not await self._bus.send(worker, message):
                return False
        return True

    def _take(self, sender: str, message: Message) -> None:
        match message:
            case Follow(positions=positions):
                self._follow(sender, positions)
            case Stop(reply_id=reply_id):
                self._generations.stop_marked([reply_id])
            case _:
                return

    def _follow(self, worker: str, positions: Sequence[Position]) -> None:
        """The worker misses nothing from here on: there is no `await` between what it has and what it gets."""
        self._forget(worker)
        here = self._generations.here.among({position.reply_id for position in positions})
        follower = Follower(positions, here, self._due.set)
        if follower.size:
            self._followers[worker] = follower, _now() + FOLLOW_SECONDS
            self._due.set()

    def _forget(self, worker: str) -> None:
        if worker in self._followers:
            self._followers.pop(worker)[0].close()


def _now() -> float:
    return asyncio.get_running_loop().time()
