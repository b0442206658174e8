"""That something has changed which every open tab shows."""

import asyncio


class Changes:
    """Counts changes of the providers. `version` is read before what it is about, so that nothing falls between."""

    def __init__(self) -> None:
        self.version = 0
        self._next = asyncio.Event()

    def tell(self) -> None:
        self.version += 1
        event, self._next = self._next, asyncio.Event()
        event.set()

    async def after(self, seen: int) -> int:
        """The version, once it is not the one that was seen."""
        while self.version == seen:
            await self._next.wait()
        return self.version
