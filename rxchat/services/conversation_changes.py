"""That a conversation's name or place in the list has changed, which its person's open tabs show."""

import asyncio


class ConversationChanges:
    """Changed conversations, collected for one reader. A conversation that changes twice is delivered once."""

    def __init__(self) -> None:
        self._told: set[tuple[int, int]] = set()
        self._is_any = asyncio.Event()

    def tell(self, user_id: int, conversation_id: int) -> None:
        self._told.add((user_id, conversation_id))
        self._is_any.set()

    async def take(self) -> set[tuple[int, int]]:
        """The changes since the last call, as `(user_id, conversation_id)`; waits until there is one."""
        await self._is_any.wait()
        self._is_any.clear()
        taken, self._told = self._told, set()
        return taken
