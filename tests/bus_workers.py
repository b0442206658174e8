"""Workers that send each other messages through a Redis, and keep what they have heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rxchat.cluster.bus import BusState
from rxchat.cluster.messages import Message
from rxchat.cluster.redis_bus import RedisBus
from rxchat.cluster.sealed import Seal

SECRET = bytes(range(32))
PATIENCE = 15.0


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - it depends on another process
            await asyncio.sleep(0.005)


class Worker:
    """A bus that is running, and what it has heard: the sender and the message."""

    def __init__(self, name: str, url: str, secret: bytes = SECRET) -> None:
        self.name = name
        self.bus = RedisBus(url, worker=name, seal=Seal(secret, cluster="1/2"))
        self.heard: list[tuple[str, Message]] = []
        self.bus.hear(lambda sender, message: self.heard.append((sender, message)))

    async def is_well(self) -> None:
        await until(lambda: self.bus.state is BusState.OK)

    async def is_deaf(self) -> None:
        await until(lambda: self.bus.state is BusState.DEAF)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Worker"]:
        task = asyncio.create_task(self.bus.run())
        try:
            await self.is_well()
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
