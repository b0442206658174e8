"""Trash service: deleted conversations, kept for 30 days, and their end."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.domain.conversations import TRASH_KEPT, TrashedConversation
from rxchat.domain.errors import NotFound
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.failure_streaks import FailureStreak

PAUSE_SECONDS: Final = 3600.0

log = logging.getLogger(__name__)


class TrashService:
    def __init__(
        self,
        trash: TrashRepository,
        conversations: ConversationService,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._trash = trash
        self._conversations = conversations
        self._now = now
        self._emptying: set[asyncio.Task[None]] = set()

    async def list_trashed(
        self, user_id: int, *, limit: int = 50, before: tuple[datetime | None, int] | None = None
    ) -> list[TrashedConversation]:
        """Last deleted first. `before` is `(deleted_at, id)` of the last one of a page."""
        return await self._trash.list_trashed(user_id, limit=limit, before=before)

    async def empty(self, user_id: int) -> int:
        """Delete all of them for good. Returns how many: they are hidden at once, and erased one after the other afterwards."""
        ids = await self._trash.hide_all(user_id)
        task = asyncio.create_task(self._erase([(user_id, id_) for id_ in ids]))
        self._emptying.add(task)
        task.add_done_callback(self._emptying.discard)
        return len(ids)

    async def run(self) -> None:
        """Purge what was deleted more than 30 days ago, now and every hour, until cancelled."""
        streak = FailureStreak(log, "The trash can't be purged.")
        while True:
            with streak:
                await self.purge_expired()
            await asyncio.sleep(PAUSE_SECONDS)

    async def purge_expired(self) -> int:
        """Delete for good what was deleted long enough ago. Returns how many."""
        expired = await self._trash.expired(self._now() - TRASH_KEPT)
        await self._erase(expired)
        return len(expired)

    async def settle(self) -> None:
        """Wait until what was emptied is erased."""
        await asyncio.gather(*self._emptying)

    async def aclose(self) -> None:
        """Stop erasing. What is left is hidden, and the next start deletes it."""
        for task in self._emptying:
            task.cancel()
        await asyncio.gather(*self._emptying, return_exceptions=True)

    async def _erase(self, found: Sequence[tuple[int, int]]) -> None:
        streak = FailureStreak(log, "A deleted chat can't be erased.")
        for user_id, conversation_id in found:
            with streak:
                try:
                    await self._conversations.erase(user_id, conversation_id)
                except NotFound:
                    log.debug("A deleted chat was erased meanwhile.")
