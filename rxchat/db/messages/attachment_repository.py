"""Attachments: uploaded images that wait for the message they belong to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.attachment_tables import AttachmentRow
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.images import Attachment
from rxchat.domain.messages import ImagePart

KEPT_FOR: Final = timedelta(days=1)


class AttachmentRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def add(self, user_id: int, image: ImagePart) -> Attachment:
        """Store an image, and purge expired ones."""
        size = len(image.data)
        new = insert(AttachmentRow).values(
            user_id=user_id,
            media_type=image.media_type,
            name=image.name,
            size=size,
            created_at=datetime.now(UTC),
            data=image.data,
        )
        async with self._database.transaction() as session:
            await _purge(session)
            id_: int = (await session.execute(new.returning(col(AttachmentRow.id)))).scalar_one()
        return Attachment(id=id_, media_type=image.media_type, size=size, name=image.name)

    @run_to_completion
    async def get(self, user_id: int, attachment_id: int) -> ImagePart:
        async with self._database.session() as session:
            found = await _images(session, user_id, [attachment_id])
        if not found:
            raise NotFound("That image is no longer available.", hint="Add it again.")
        return found[attachment_id]

    @run_to_completion
    async def remove(self, user_id: int, attachment_id: int) -> None:
        """Remove an image; a missing one is no error."""
        async with self._database.transaction() as session:
            await session.execute(delete(AttachmentRow).filter_by(user_id=user_id, id=attachment_id))

    @run_to_completion
    async def total_size(self, user_id: int) -> int:
        """Bytes of all the user's attachments."""
        query = select(func.coalesce(func.sum(col(AttachmentRow.size)), 0)).where(col(AttachmentRow.user_id) == user_id)
        async with self._database.session() as session:
            return (await session.execute(query)).scalar_one()

    @run_to_completion
    async def purge_expired(self) -> None:
        """Delete attachments older than a day."""
        async with self._database.transaction() as session:
            await _purge(session)


async def take(session: AsyncSession, user_id: int, attachment_ids: Sequence[int]) -> list[ImagePart]:
    """Remove the images and return them in order, for a message saved in the same transaction. Raises InvalidRequest."""
    if not attachment_ids:
        return []
    found = await _images(session, user_id, attachment_ids)
    if len(found) < len(set(attachment_ids)):
        raise InvalidRequest("An attached image is no longer available.", hint="Remove it and add it again.")
    await session.execute(delete(AttachmentRow).where(col(AttachmentRow.id).in_(found)))
    return [found[id_] for id_ in dict.fromkeys(attachment_ids)]


async def _images(session: AsyncSession, user_id: int, ids: Sequence[int]) -> dict[int, ImagePart]:
    query = select(col(AttachmentRow.id), col(AttachmentRow.media_type), col(AttachmentRow.name), col(AttachmentRow.data))
    rows = await session.execute(query.where(col(AttachmentRow.id).in_(ids), col(AttachmentRow.user_id) == user_id))
    return {row.id: ImagePart(media_type=row.media_type, data=row.data, name=row.name) for row in rows}


async def _purge(session: AsyncSession) -> None:
    await session.execute(delete(AttachmentRow).where(col(AttachmentRow.created_at) < datetime.now(UTC) - KEPT_FOR))
