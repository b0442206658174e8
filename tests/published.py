"""What services publish, as a subscriber receives it that is never busy."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rxchat.services.events import Event, EventBus, EventsDropped


@asynccontextmanager
async def published(events: EventBus, *kinds: type[Event]) -> AsyncGenerator[list[Event | EventsDropped]]:
    """The events published in the block, complete when it ends."""
    received: list[Event | EventsDropped] = []
    subscription = events.subscribe(*kinds)

    async def receive() -> None:
        async for batch in subscription:
            received.extend(batch)

    receiving = asyncio.create_task(receive())
    try:
        yield received
    finally:
        subscription.close()
        await receiving
