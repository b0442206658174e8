"""Live answers: asks the workers that write them for the answers that are read here, and takes what they send."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from rxchat.cluster.bus import Bus, BusState
from rxchat.cluster.messages import Follow, Frames, Message, Position, ReplyFrame, Stop
from rxchat.services.workers.remote_generation import RemoteGeneration

ASK_SECONDS: Final = 5.0
ASK_AGAIN_SECONDS: Final = 0.5
"""Where an answer isn't heard of."""
BETWEEN_SECONDS: Final = 0.02
"""What is found missing in this time is asked for together."""
LIVE_SECONDS: Final = 0.45
"""A worker is heard five times a second by those who follow answers of its."""


class LiveAnswers:
    """`followed` are the answers that are read here, by their ids; `find` is a look at one. Implements `Wire`."""

    def __init__(
        self,
        bus: Bus,
        followed: Callable[[], Mapping[int, RemoteGeneration]],
        find: Callable[[int], RemoteGeneration | None],
    ) -> None:
        self._bus = bus
        self._followed = followed
        self._find = find
        self._writers: dict[int, str] = {}
        self._heard_at: dict[str, float] = {}
        self._asked = set[int]()
        self._asked_at = float("-inf")
        self._is_due = asyncio.Event()
        bus.hear(self._take)

    def is_live(self, reply_id: int) -> bool:
        """Whether the answer is complete here, up to some milliseconds ago: its writer is heard, and nothing is missing."""
        heard_at = self._heard_at.get(self._writers.get(reply_id, ""), float("-inf"))
        return self._bus.state is BusState.OK and heard_at > _now() - LIVE_SECONDS

    def ask(self) -> None:
        """Ask now: another answer is read."""
        self._is_due.set()

    async def stop(self, reply_id: int) -> None:
        """Ask for an end of the answer. Who writes it also finds the mark in the database, a little later."""
        await self._bus.broadcast(Stop(reply_id))

    async def run(self) -> None:
        """Ask until this is cancelled: at once for what is new here or missing, and from time to time for all."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ASK_AGAIN_SECONDS if self._asked else None):
                    await self._is_due.wait()
            if await self._asks():
                await asyncio.sleep(BETWEEN_SECONDS)

    async def _asks(self) -> bool:
        """Ask if there is a reason to. What is read is referred to no longer than this takes, as it lives by its readers."""
        followed = self._followed()
        is_due = self._is_due.is_set() or set(followed) != self._asked or _now() - self._asked_at > ASK_SECONDS
        self._is_due.clear()
        if not is_due and all(map(self.is_live, followed)):
            return False
        await self._ask_for(followed)
        return True

    async def _ask_for(self, followed: Mapping[int, RemoteGeneration]) -> None:
        """All others are asked: who writes an answer knows it."""
        self._asked, self._asked_at = set(followed), _now()
        self._writers = {reply_id: writer for reply_id, writer in self._writers.items() if reply_id in followed}
        self._heard_at = {writer: at for writer, at in self._heard_at.items() if writer in self._writers.values()}
        await self._bus.broadcast(Follow(tuple(Position(reply_id, *each.positions) for reply_id, each in followed.items())))

    def _take(self, sender: str, message: Message) -> None:
        if isinstance(message, Frames):
            self._heard_at[sender] = _now()
            for frame in message.frames:
                if (generation := self._find(frame.reply_id)) is not None:
                    self._fill(generation, frame, sender)

    def _fill(self, generation: RemoteGeneration, frame: ReplyFrame, sender: str) -> None:
        """Words that are missing before those of the frame are asked for."""
        reply_id, text_at, text, thinking_at, thinking = frame
        if generation.fill(text=text, text_at=text_at, thinking=thinking, thinking_at=thinking_at):
            self._writers[reply_id] = sender
        else:
            self._writers.pop(reply_id, None)
            self._is_due.set()


def _now() -> float:
    return asyncio.get_running_loop().time()
