"""Share service: a person's links, and what strangers see through them."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.db.sharing.snapshot_repository import SnapshotRepository
from rxchat.domain.errors import Forbidden, NotFound
from rxchat.domain.messages import ImagePart
from rxchat.domain.shares import OpenShare, ShareContent, SharedMessage, SharedPage, ShareLink, SharePreview

TOKEN_BYTES: Final = 24
"""192 bits: nobody guesses one."""
UNCHANGED: Final = object()
LONGEST_TOKEN: Final = 200


class ShareService:
    """Everything of an owner raises NotFound for what is somebody else's, and Forbidden where sharing is off."""

    def __init__(
        self,
        shares: ShareRepository,
        snapshots: SnapshotRepository,
        *,
        is_enabled: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._shares = shares
        self._snapshots = snapshots
        self._now = now
        self.is_enabled = is_enabled

    async def list_links(self, user_id: int, conversation_id: int | None = None) -> list[ShareLink]:
        """The person's links, newest first; of one conversation, or of all."""
        return await self._shares.list_links(user_id, self._now(), conversation_id=conversation_id)

    async def preview(self, user_id: int, conversation_id: int) -> SharePreview:
        """What a new link would show."""
        self._require_enabled()
        return (await self._shares.preview(user_id, conversation_id))[0]

    async def preview_page(self, user_id: int, conversation_id: int, content: ShareContent, start: int) -> SharedPage:
        """The page that a new link would lead to."""
        self._require_enabled()
        preview, end_id = await self._shares.preview(user_id, conversation_id)
        messages, count = await self._shares.live(conversation_id, end_id, start, content)
        return _page(preview.title, None, messages, start, count)

    async def create(
        self, user_id: int, conversation_id: int, content: ShareContent, *, lasts: timedelta | None = None
    ) -> ShareLink:
        """Share a conversation as it is now. Raises InvalidRequest if there is nothing to share."""
        self._require_enabled()
        snapshot_id = await self._snapshots.take(user_id, conversation_id, content)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        share_id = await self._shares.create(user_id, conversation_id, token, expires_at=self._end(lasts))
        await self._snapshots.attach(snapshot_id, share_id)
        await self._shares.change(share_id, {"is_public": True})
        return (await self._shares.get(user_id, token, self._now()))[1]

    async def update(self, user_id: int, token: str, content: ShareContent) -> ShareLink:
        """Have a link show the conversation as it is now."""
        self._require_enabled()
        share_id, link = await self._shares.get(user_id, token, self._now())
        await self._snapshots.attach(await self._snapshots.take(user_id, link.conversation_id, content), share_id)
        return (await self._shares.get(user_id, token, self._now()))[1]

    async def change(
        self, user_id: int, token: str, *, is_public: bool | None = None, lasts: timedelta | object | None = UNCHANGED
    ) -> ShareLink:
        """Open or close a link, or set when it expires, counted from now; None for never."""
        self._require_enabled()
        share_id, _ = await self._shares.get(user_id, token, self._now())
        values: dict[str, object] = {} if is_public is None else {"is_public": is_public}
        if lasts is None or isinstance(lasts, timedelta):
            values["expires_at"] = self._end(lasts)
        if values:
            await self._shares.change(share_id, values)
        return (await self._shares.get(user_id, token, self._now()))[1]

    async def revoke(self, user_id: int, token: str) -> None:
        """Delete a link and what it shows. Works where sharing is off, too."""
        share_id, _ = await self._shares.get(user_id, token, self._now())
        await self._shares.change(share_id, {"is_public": False})
        await self._snapshots.discard_of(share_id)
        await self._shares.delete(share_id)

    async def open(self, token: str) -> OpenShare | None:
        """What a link leads to, for anybody. None, after the same work, if it leads to nothing."""
        found = await self._shares.find_open(token[:LONGEST_TOKEN], self._now())
        return found if self.is_enabled and len(token) <= LONGEST_TOKEN else None

    async def page(self, share: OpenShare, start: int) -> SharedPage:
        """A page of what an open link shows, from message number `start` on."""
        link = share.link
        if share.snapshot_id is None:
            messages, count = await self._shares.live(share.conversation_id, share.end_id, start, ShareContent())
            return _page(link.title, link.created_at, messages, start, count)
        messages = await self._snapshots.messages(share.snapshot_id, start)
        return _page(link.title, link.taken_at, messages, start, link.message_count)

    async def image(self, share: OpenShare, position: int, number: int) -> ImagePart | None:
        """An image of an open link's message, counted from 1. Links without a snapshot show none."""
        if share.snapshot_id is None:
            return None
        images = await self._snapshots.images(share.snapshot_id, position)
        return images[number - 1] if 0 < number <= len(images) else None

    async def preview_image(self, user_id: int, conversation_id: int, position: int, number: int) -> ImagePart:
        """An image that a new link with images would show. Raises NotFound."""
        self._require_enabled()
        images = await self._shares.live_images(user_id, conversation_id, position)
        image = images[number - 1] if 0 < number <= len(images) else None
        if image is None:
            raise NotFound("Image not found.", hint="The file may be damaged. The message itself is unchanged.")
        return image

    async def recover(self) -> None:
        """Delete what a killed process left. Only for the serving process, before it serves."""
        await self._snapshots.clear()

    def _end(self, lasts: timedelta | None) -> datetime | None:
        return None if lasts is None else self._now() + lasts

    def _require_enabled(self) -> None:
        if not self.is_enabled:
            raise Forbidden("Sharing is turned off on this server.", hint="Ask your administrator, or export the chat instead.")


def _page(title: str, at: datetime | None, messages: tuple[SharedMessage, ...], start: int, count: int) -> SharedPage:
    end = messages[-1].position + 1 if messages else count
    return SharedPage(title=title, shared_at=at, messages=messages, start=start, next_start=end if end < count else None)
