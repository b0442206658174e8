"""Snapshots: copies of the messages that a share link shows, so that it doesn't change when the conversation goes on."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.message_images import count_in, images_in, plain_text
from rxchat.db.messages.message_mapping import MOST_SHOWN, read_messages
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.share_tables import ShareSnapshotMessageRow, ShareSnapshotRow
from rxchat.db.sharing.shared_messages import PAGE_MESSAGES, fitting, shared, shared_ids
from rxchat.db.write_batches import WriteBatches
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import ImagePart, Role
from rxchat.domain.shares import ShareContent, SharedMessage

_AT_ONCE: Final = 100


class SnapshotRepository:
    """A snapshot is written in batches and belongs to no link until it is complete."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def take(self, user_id: int, conversation_id: int, content: ShareContent) -> int:
        """Copy the shown branch. Returns the snapshot's id. Raises NotFound, and InvalidRequest if there is nothing to share."""
        query = select(col(ConversationRow.title), col(ConversationRow.current_message_id))
        mine = (col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.session() as session:
            row = (await session.execute(query.where(*mine))).one_or_none()
            if row is None:
                raise no_conversation()
            ids = await shared_ids(session, conversation_id, row.current_message_id)
        if not ids:
            raise InvalidRequest("There's nothing to share yet.", hint="Send a message first, and wait for the response.")
        new = insert(ShareSnapshotRow).values(
            conversation_id=conversation_id,
            title=row.title,
            has_reasoning=content.with_reasoning,
            has_images=content.with_images,
            message_count=len(ids),
            taken_at=datetime.now(UTC),
        )
        async with self._database.transaction() as session:
            snapshot_id = (await session.execute(new.returning(col(ShareSnapshotRow.id)))).scalar_one()
        for start in range(0, len(ids), _AT_ONCE):
            await self._copy(snapshot_id, start, ids[start : start + _AT_ONCE], content)
        return snapshot_id

    async def _copy(self, snapshot_id: int, start: int, ids: Sequence[int], content: ShareContent) -> None:
        async with self._database.session() as session:
            messages = await read_messages(session, ids, self._database.open_answers)
            images: dict[int, str | None] = {}
            if content.with_images and any(message.image_count for message in messages):
                query = select(col(MessageRow.id), col(MessageRow.images)).where(col(MessageRow.id).in_(ids))
                images = {row.id: row.images for row in await session.execute(query)}
        rows: list[dict[str, Any]] = []
        for number, message in enumerate(messages):
            left = shared(message, start + number, content)
            plain = await asyncio.to_thread(plain_text, images.get(message.id)) if left.image_count else None
            rows.append(
                {
                    "snapshot_id": snapshot_id,
                    "position": left.position,
                    "role": left.role,
                    "content": left.text,
                    "thinking": left.reasoning or None,
                    "images": plain,
                    "image_count": min(count_in(plain), MOST_SHOWN),
                }
            )
        sizes = [len(row["content"]) + len(row["thinking"] or "") + len(row["images"] or "") for row in rows]
        for batch in WriteBatches(rows, sizes):
            async with self._database.transaction() as session:
                await session.execute(insert(ShareSnapshotMessageRow), batch)

    @run_to_completion
    async def attach(self, snapshot_id: int, share_id: int) -> None:
        """Have the link show this snapshot from now on, and delete the one it showed before."""
        shown = col(ShareSnapshotRow.share_id) == share_id
        async with self._database.transaction() as session:
            old = (await session.scalars(select(col(ShareSnapshotRow.id)).where(shown))).all()
            await session.execute(update(ShareSnapshotRow).where(shown).values(share_id=None))
            new = col(ShareSnapshotRow.id) == snapshot_id
            await session.execute(update(ShareSnapshotRow).where(new).values(share_id=share_id))
        await self._discard(old)

    @run_to_completion
    async def discard_of(self, share_id: int) -> None:
        """Delete what a link shows."""
        async with self._database.session() as session:
            query = select(col(ShareSnapshotRow.id)).where(col(ShareSnapshotRow.share_id) == share_id)
            found = (await session.scalars(query)).all()
        await self._discard(found)

    @run_to_completion
    async def clear(self) -> None:
        """Delete what a process that died left half written. Only for the serving process, before it serves."""
        async with self._database.session() as session:
            query = select(col(ShareSnapshotRow.id)).where(col(ShareSnapshotRow.share_id).is_(None))
            found = (await session.scalars(query)).all()
        await self._discard(found)

    async def _discard(self, ids: Sequence[int]) -> None:
        """Delete snapshots, their messages in batches first."""
        position = col(ShareSnapshotMessageRow.position)
        for snapshot_id in ids:
            async with self._database.session() as session:
                query = select(position).where(_in(snapshot_id)).order_by(position)
                positions = (await session.scalars(query)).all()
            for batch in WriteBatches(positions):
                some = (_in(snapshot_id), position.between(batch[0], batch[-1]))
                async with self._database.transaction() as session:
                    await session.execute(delete(ShareSnapshotMessageRow).where(*some))
            async with self._database.transaction() as session:
                await session.execute(delete(ShareSnapshotRow).where(col(ShareSnapshotRow.id) == snapshot_id))

    @run_to_completion
    async def messages(self, snapshot_id: int, start: int) -> tuple[SharedMessage, ...]:
        """A page of a snapshot, from message number `start` on."""
        position, text = col(ShareSnapshotMessageRow.position), col(ShareSnapshotMessageRow.content)
        ordered = (_in(snapshot_id), position >= start)
        lengths = select(func.length(text)).where(*ordered).order_by(position).limit(PAGE_MESSAGES)
        columns = (position, col(ShareSnapshotMessageRow.role), text, col(ShareSnapshotMessageRow.thinking))
        query = select(*columns, col(ShareSnapshotMessageRow.image_count)).where(*ordered).order_by(position)
        async with self._database.session() as session:
            count = fitting((await session.scalars(lengths)).all())
            return tuple(
                SharedMessage(
                    position=row.position,
                    role=Role(row.role),
                    text=row.content,
                    reasoning=row.thinking or "",
                    image_count=row.image_count or 0,
                )
                for row in await session.execute(query.limit(count))
            )

    @run_to_completion
    async def images(self, snapshot_id: int, position: int) -> tuple[ImagePart | None, ...]:
        """The shared images of a message, None for unreadable ones."""
        query = select(col(ShareSnapshotMessageRow.images)).where(
            _in(snapshot_id), col(ShareSnapshotMessageRow.position) == position
        )
        async with self._database.session() as session:
            found = await session.scalar(query)
        return await asyncio.to_thread(images_in, found)


def _in(snapshot_id: int) -> ColumnElement[bool]:
    return col(ShareSnapshotMessageRow.snapshot_id) == snapshot_id
