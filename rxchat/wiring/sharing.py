"""Sharing services: links, their views, and how often one network may open them."""

from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Final

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.db.sharing.snapshot_repository import SnapshotRepository
from rxchat.domain.errors import NotSaved
from rxchat.services.recent_hits import RecentHits
from rxchat.services.sharing.share_views import ShareViews
from rxchat.services.sharing.shares import ShareService
from rxchat.wiring.background import run_in_background

PAGES_PER_MINUTE: Final = 60
IMAGES_PER_MINUTE: Final = 600


@dataclass(frozen=True, kw_only=True)
class SharingServices:
    shares: ShareService
    views: ShareViews
    page_hits: RecentHits
    image_hits: RecentHits
    is_local: bool
    """Whether only programs and people on this computer reach the links."""

    async def aclose(self) -> None:
        with suppress(NotSaved):  # a few views less
            await self.views.save()


def build_sharing(stack: AsyncExitStack, settings: Settings, database: Database) -> SharingServices:
    shares = ShareRepository(database)
    sharing = SharingServices(
        shares=ShareService(shares, SnapshotRepository(database), is_enabled=settings.sharing),
        views=ShareViews(shares),
        page_hits=RecentHits(PAGES_PER_MINUTE, 60.0),
        image_hits=RecentHits(IMAGES_PER_MINUTE, 60.0),
        is_local=settings.mode == "local",
    )
    stack.push_async_callback(sharing.aclose)
    run_in_background(stack, sharing.views.run())
    return sharing
