"""Answer feed: the text of one answer while it grows, and how readers follow it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import NamedTuple

from rxchat.domain.chunks import Chunk, TextDelta, ThinkingDelta


class Frame(NamedTuple):
    """What is new since the reader's last frame."""

    text: str
    thinking: str


class AnswerFeed:
    """The text so far. One producer adds to it; any number of readers follow, each at its own pace.

    Adding costs the same however many readers there are and however long the text is. What is added without a pause, such as all
    that came in one read of a socket, is one frame. All methods run on one event loop.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._changed: asyncio.Event | None = None
        self._ended = asyncio.Event()
        self._watchers: list[Callable[[], None]] = []

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

    def take(self, chunk: Chunk) -> None:
        """Add what is text or reasoning."""
        match chunk:
            case TextDelta(text=text):
                self.add(text=text)
            case ThinkingDelta(text=text):
                self.add(thinking=text)
            case _:
                return

    def close(self) -> None:
        """Nothing is added afterwards."""
        self._ended.set()
        self._wake()

    async def frames(self, every: float = 0.0) -> AsyncGenerator[Frame]:
        """Yield what is new, from the beginning to the end, at most once in `every` seconds; the first piece comes at once."""
        now = asyncio.get_running_loop().time
        texts = thoughts = 0
        due = 0.0
        while True:
            while len(self._text) == texts and len(self._thinking) == thoughts:
                if self._ended.is_set():
                    return
                await self._next_change()
            if (early := due - now()) > 0:
                await self._pause(early)
            frame = Frame("".join(self._text[texts:]), "".join(self._thinking[thoughts:]))
            texts, thoughts = len(self._text), len(self._thinking)
            due = now() + every
            yield frame

    def watch(self, notice: Callable[[], None]) -> Callable[[], None]:
        """Call `notice` whenever something is added, and at the end. Returns what ends that."""
        self._watchers.append(notice)
        return lambda: self._watchers.remove(notice)

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
        for notice in self._watchers:
            notice()
