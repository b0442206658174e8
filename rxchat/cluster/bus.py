"""Bus: messages between the workers of one database. What it loses is read from the database."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from rxchat.cluster.messages import Message

Receive = Callable[[str, Message], None]
"""Takes a message and the id of the worker that sent it, on the event loop."""


class BusState(StrEnum):
    OK = "ok"
    DEAF = "deaf"
    """It doesn't hear its own messages, and so none of the others' either."""


class Bus(Protocol):
    """Sending takes at most a quarter of a second and raises nothing. Nothing is kept for later."""

    @property
    def state(self) -> BusState: ...

    async def send(self, worker: str, message: Message) -> bool:
        """Send to one worker. False if it certainly wasn't heard."""
        ...

    async def broadcast(self, message: Message) -> bool:
        """Send to all other workers. False if it certainly wasn't sent."""
        ...

    async def run(self) -> None:
        """Send and hear until this is cancelled."""
        ...

    def hear(self, receive: Receive) -> None:
        """Call `receive` with each message of another worker from now on."""
        ...
