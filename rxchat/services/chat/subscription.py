"""The answers of one conversation, as they begin."""

import asyncio
from types import TracebackType
from typing import Self

from rxchat.services.chat.generation import Generation


class Watch:
    """Sees the answer being written in a conversation, if any, and each later one, from the moment it is made until it is closed.

    with generations.watch(user_id, conversation_id) as answers:
        ...                       # what is read from the database here leaves no gap
        async for generation in answers:
    """

    def __init__(self, watches: set["Watch"], *, user_id: int, conversation_id: int) -> None:
        self.user_id = user_id
        self.conversation_id = conversation_id
        self._watches = watches
        self._begun: asyncio.Queue[Generation] = asyncio.Queue()
        watches.add(self)

    def tell(self, generation: Generation) -> None:
        """An answer has begun somewhere."""
        if generation.user_id == self.user_id and generation.conversation_id == self.conversation_id:
            self._begun.put_nowait(generation)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._watches.discard(self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Generation:
        return await self._begun.get()
