"""Share links: in the older program's table `shared_conversations`, which it can go on reading."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, Text, delete, func, insert, select, type_coerce, update
from sqlmodel import col

from rxchat.db.column_types import read_utc
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.branch_repository import shown_end
from rxchat.db.messages.message_images import images_in
from rxchat.db.messages.message_mapping import read_messages
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow, MessageRow, UserRow
from rxchat.db.schema.share_tables import SharedConversationRow, ShareSnapshotRow
from rxchat.db.sharing.shared_messages import live_messages, shared_ids
from rxchat.domain.errors import NotFound
from rxchat.domain.messages import ImagePart
from rxchat.domain.shares import OpenShare, ShareContent, SharedMessage, ShareLink, SharePreview
from rxchat.domain.timestamps import EPOCH

_EXPIRES: Final = type_coerce(
    col(SharedConversationRow.expires_at), Text
)  # as it is stored: a date that can't be read has passed
_IS_SNAPSHOT: Final = col(ShareSnapshotRow.share_id) == col(SharedConversationRow.id)
_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(SharedConversationRow.id),
    col(SharedConversationRow.share_token).label("token"),
    col(SharedConversationRow.conversation_id),
    col(SharedConversationRow.created_at),
    _EXPIRES.label("expires"),
    col(SharedConversationRow.view_count),
    col(SharedConversationRow.is_public),
    col(ConversationRow.title).label("live_title"),
    col(ConversationRow.message_count).label("live_count"),
    col(ConversationRow.current_message_id).label("end_id"),
    col(ShareSnapshotRow.id).label("snapshot_id"),
    col(ShareSnapshotRow.title),
    col(ShareSnapshotRow.has_reasoning),
    col(ShareSnapshotRow.has_images),
    col(ShareSnapshotRow.message_count),
    col(ShareSnapshotRow.taken_at),
)


class ShareRepository:
    """Only conversations that aren't deleted have links; the others' come back with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def find_open(self, token: str, now: datetime) -> OpenShare | None:
        """What a link shows to anybody. None for a link that doesn't exist, is private or expired, or whose conversation or
        user is gone.
        """
        query = (
            _links()
            .outerjoin(UserRow, col(UserRow.id) == col(ConversationRow.user_id))
            .where(
                _has_token(token),
                col(SharedConversationRow.is_public).is_(True),
                col(ConversationRow.is_deleted).is_not(True),
                col(UserRow.is_disabled).is_not(True),
            )
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None or _has_expired(row.expires, now):
            return None
        return OpenShare(
            id=row.id,
            conversation_id=row.conversation_id,
            end_id=row.end_id,
            snapshot_id=row.snapshot_id,
            link=_link(row, now),
        )

    @run_to_completion
    async def list_links(self, user_id: int, now: datetime, *, conversation_id: int | None = None) -> list[ShareLink]:
        """The user's links, newest first; of one conversation, or of all."""
        query = _links().where(*owned_by(user_id)).order_by(col(SharedConversationRow.id).desc())
        if conversation_id is not None:
            query = query.where(col(SharedConversationRow.conversation_id) == conversation_id)
        async with self._database.session() as session:
            return [_link(row, now) for row in await session.execute(query)]

    @run_to_completion
    async def get(self, user_id: int, token: str, now: datetime) -> tuple[int, ShareLink]:
        """A link of this user and its id. Raises NotFound."""
        async with self._database.session() as session:
            row = (await session.execute(_links().where(_has_token(token), *owned_by(user_id)))).one_or_none()
        if row is None:
            raise no_link()
        return row.id, _link(row, now)

    @run_to_completion
    async def create(self, user_id: int, conversation_id: int, token: str, *, expires_at: datetime | None) -> int:
        """A link that nobody can open yet: `change` makes it public. Raises NotFound."""
        mine = select(col(ConversationRow.id)).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        new = insert(SharedConversationRow).values(
            conversation_id=conversation_id,
            share_token=token,
            created_at=datetime.now(UTC),
            expires_at=expires_at,
            view_count=0,
            is_public=False,
        )
        async with self._database.transaction() as session:
            if await session.scalar(mine) is None:
                raise no_conversation()
            return (await session.execute(new.returning(col(SharedConversationRow.id)))).scalar_one()

    @run_to_completion
    async def change(self, share_id: int, values: Mapping[str, object]) -> None:
        """Change `is_public` or `expires_at`."""
        async with self._database.transaction() as session:
            await session.execute(update(SharedConversationRow).where(col(SharedConversationRow.id) == share_id).values(**values))

    @run_to_completion
    async def delete(self, share_id: int) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(SharedConversationRow).where(col(SharedConversationRow.id) == share_id))

    @run_to_completion
    async def add_views(self, views: Mapping[int, int]) -> None:
        """Add to the counts of several links, in one transaction."""
        count = col(SharedConversationRow.view_count)
        async with self._database.transaction() as session:
            for share_id, more in views.items():
                change = update(SharedConversationRow).where(col(SharedConversationRow.id) == share_id)
                await session.execute(change.values(view_count=func.coalesce(count, 0) + more))

    @run_to_completion
    async def live(
        self, conversation_id: int, end_id: int | None, start: int, content: ShareContent
    ) -> tuple[tuple[SharedMessage, ...], int]:
        """A page of a conversation as it is now, and the number of all its messages."""
        async with self._database.session() as session:
            ids = await shared_ids(session, conversation_id, end_id)
            return await live_messages(session, self._database.open_answers, ids, start, content), len(ids)

    @run_to_completion
    async def live_images(self, user_id: int, conversation_id: int, position: int) -> tuple[ImagePart | None, ...]:
        """The images of the user's message at a position, None for unreadable ones. Raises NotFound."""
        async with self._database.session() as session:
            end_id = await shown_end(session, user_id, conversation_id)
            ids = (await shared_ids(session, conversation_id, end_id))[position : position + 1]
            images = await session.scalar(select(col(MessageRow.images)).where(col(MessageRow.id).in_(ids)))
        return await asyncio.to_thread(images_in, images)

    @run_to_completion
    async def preview(self, user_id: int, conversation_id: int) -> tuple[SharePreview, int | None]:
        """What a new link would show, and the end of the shown branch. Raises NotFound."""
        query = select(col(ConversationRow.title), col(ConversationRow.current_message_id))
        mine = (col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.session() as session:
            row = (await session.execute(query.where(*mine))).one_or_none()
            if row is None:
                raise no_conversation()
            ids = await shared_ids(session, conversation_id, row.current_message_id)
            reasoning = images = 0
            for start in range(0, len(ids), 500):
                found = await read_messages(session, ids[start : start + 500], self._database.open_answers)
                reasoning += sum(bool(message.thinking) for message in found)
                images += sum(message.image_count for message in found)
        preview = SharePreview(title=row.title or "", message_count=len(ids), reasoning_count=reasoning, image_count=images)
        return preview, row.current_message_id


def no_link() -> NotFound:
    return NotFound("This link doesn't exist.", hint="It may have expired or been revoked. Ask for a new one.")


def _has_token(token: str) -> ColumnElement[bool]:
    return col(SharedConversationRow.share_token) == token


def _links() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .select_from(SharedConversationRow)
        .join(ConversationRow, col(ConversationRow.id) == col(SharedConversationRow.conversation_id))
        .outerjoin(ShareSnapshotRow, _IS_SNAPSHOT)
    )


def _has_expired(expires: str | None, now: datetime) -> bool:
    if expires is None or not str(expires).strip():
        return False
    at = read_utc(expires)
    return at is None or at <= now


def _link(row: Row[*tuple[Any, ...]], now: datetime) -> ShareLink:
    is_live = row.snapshot_id is None
    return ShareLink(
        token=row.token,
        conversation_id=row.conversation_id,
        title=(row.live_title if is_live else row.title) or "",
        created_at=row.created_at or EPOCH,
        expires_at=None if row.expires is None else read_utc(row.expires),
        is_expired=_has_expired(row.expires, now),
        is_public=bool(row.is_public),
        view_count=row.view_count or 0,
        content=ShareContent(with_reasoning=bool(row.has_reasoning), with_images=bool(row.has_images)),
        message_count=(row.live_count if is_live else row.message_count) or 0,
        taken_at=row.taken_at,
    )
