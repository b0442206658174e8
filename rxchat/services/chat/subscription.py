"""Subscription: the answers of one conversation, each as it starts."""

import asyncio
from types import TracebackType
from typing import Self

from rxchat.services.chat.generation import Generation


class Subscription:
    """Receives the answer in progress in a conversation, if any, and each later one, until it is closed.

    with generations.subscribe(user_id, conversation_id) as answers:
        ...                       # nothing that starts after this point is missed
        async for generation in answers:
    """

    def __init__(self, open_ones: set["Subscription"], *, user_id: int, conversation_id: int) -> None:
        self.user_id = user_id
        self.conversation_id = conversation_id
        self._open_ones = open_ones
        self._started: asyncio.Queue[Generation] = asyncio.Queue()
        open_ones.add(self)

    def notify(self, generation: Generation) -> None:
        """An answer has started somewhere."""
        if self.concerns(generation.user_id, generation.conversation_id):
            self._started.put_nowait(generation)

    def concerns(self, user_id: int, conversation_id: int) -> bool:
        return user_id == self.user_id and conversation_id == self.conversation_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open_ones.discard(self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Generation:
        return await self._started.get()


class Subscriptions:
    """Those that are open in this process."""

    def __init__(self) -> None:
        self._open_ones: set[Subscription] = set()

    def add(self, user_id: int, conversation_id: int) -> Subscription:
        return Subscription(self._open_ones, user_id=user_id, conversation_id=conversation_id)

    def to(self, user_id: int, conversation_id: int) -> list[Subscription]:
        """The subscriptions to one conversation."""
        return [each for each in self._open_ones if each.concerns(user_id, conversation_id)]

    def notify(self, generation: Generation) -> None:
        """An answer has started in this process."""
        for subscription in self.to(generation.user_id, generation.conversation_id):
            subscription.notify(generation)
