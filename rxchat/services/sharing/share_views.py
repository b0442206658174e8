"""Share views: how often links were opened, counted in memory and written down together every few seconds."""

import asyncio
import logging
from collections import Counter
from typing import Final

from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.services.failure_streaks import FailureStreak

PAUSE_SECONDS: Final = 5.0
MOST_LINKS: Final = 10_000
"""Links counted at a time; views of further ones aren't counted until the next write."""

log = logging.getLogger(__name__)


class ShareViews:
    """A view costs no write of its own, so no number of readers holds up a message that is being saved."""

    def __init__(self, shares: ShareRepository, *, pause: float = PAUSE_SECONDS) -> None:
        self._shares = shares
        self._pause = pause
        self._counts: Counter[int] = Counter()

    def count(self, share_id: int) -> None:
        if share_id in self._counts or len(self._counts) < MOST_LINKS:
            self._counts[share_id] += 1

    async def run(self) -> None:
        """Write the counts now and then, until cancelled."""
        streak = FailureStreak(log, "Views of shared chats can't be saved.")
        while True:
            await asyncio.sleep(self._pause)
            with streak:
                await self.save()

    async def save(self) -> None:
        """Write what was counted since the last time; what can't be written is kept."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await self._shares.add_views(counts)
        except BaseException:
            self._counts.update(counts)
            raise
