"""Generation: one answer while it is being written, and how readers follow it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import NamedTuple

from rxchat.domain.conversations import Outcome
from rxchat.domain.turns import Turn


class Frame(NamedTuple):
    """What is new since the reader's last frame."""

    text: str
    thinking: str


class Generation:
    """The answer so far. One producer adds to it; any number of readers follow, each at its own pace.

    Adding costs the same however many readers there are and however long the answer is. All methods run on one event loop.
    """

    def __init__(self, *, turn: Turn, user_id: int, provider: str, model: str) -> None:
        self.turn = turn
        self.user_id = user_id
        self.provider = provider
        self.model = model
        self.outcome: Outcome | None = None
        self.is_stopped = False
        """Set when the person pressed Stop."""
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._changed: asyncio.Event | None = None
        self._ended = asyncio.Event()

    @property
    def reply_id(self) -> int:
        return self.turn.reply_id

    @property
    def conversation_id(self) -> int:
        return self.turn.conversation_id

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def thinking(self) -> str:
        return "".join(self._thinking)

    def add(self, *, text: str = "", thinking: str = "") -> None:
        if text:
            self._text.append(text)
        if thinking:
            self._thinking.append(thinking)
        self._wake()

    def end(self, outcome: Outcome) -> None:
        """Say how the answer ended. Nothing is added afterwards."""
        self.outcome = outcome
        self._wake()
        self._ended.set()

    async def ended(self) -> Outcome:
        """Wait for the end."""
        await self._ended.wait()
        assert self.outcome is not None
        return self.outcome

    async def frames(self, every: float) -> AsyncGenerator[Frame]:
        """Yield what is new, from the beginning to the end, at most once in `every` seconds; the first piece comes at once."""
        now = asyncio.get_running_loop().time
        texts = thoughts = 0
        due = 0.0
        while True:
            while len(self._text) == texts and len(self._thinking) == thoughts:
                if self.outcome is not None:
                    return
                await self._next_change()
            if (early := due - now()) > 0 and self.outcome is None:
                await self._pause(early)
            frame = Frame("".join(self._text[texts:]), "".join(self._thinking[thoughts:]))
            texts, thoughts = len(self._text), len(self._thinking)
            yield frame
            due = now() + every

    async def _next_change(self) -> None:
        if self._changed is None:
            self._changed = asyncio.Event()
        await self._changed.wait()

    async def _pause(self, seconds: float) -> None:
        """Let pieces gather, but no longer than the answer lasts."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()
            self._changed = None
