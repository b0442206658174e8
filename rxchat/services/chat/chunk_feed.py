"""Chunk feed: what a provider says, for one reader, as much at a time as came at once."""

import asyncio
from collections.abc import AsyncGenerator

from rxchat.domain.chunks import Chunk


class ChunkFeed:
    def __init__(self) -> None:
        self._waiting: list[Chunk] = []
        self._is_closed = False
        self._changed = asyncio.Event()

    def take(self, chunk: Chunk) -> None:
        self._waiting.append(chunk)
        self._changed.set()

    def close(self) -> None:
        """Nothing is added afterwards."""
        self._is_closed = True
        self._changed.set()

    async def frames(self) -> AsyncGenerator[list[Chunk]]:
        while True:
            await self._changed.wait()
            self._changed.clear()
            chunks, self._waiting = self._waiting, []
            if chunks:
                yield chunks
            elif self._is_closed:
                return
            if self._is_closed:
                self._changed.set()
