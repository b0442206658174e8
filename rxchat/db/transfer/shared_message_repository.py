"""Shared messages of archives: what share links show, in pages for export, and saved from an import."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Select, insert, select, tuple_, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.message_images import count_in, plain_text
from rxchat.db.messages.message_mapping import MOST_SHOWN
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.share_tables import ShareSnapshotMessageRow, ShareSnapshotRow
from rxchat.db.transfer.archive_repository import IMAGES_AT_ONCE
from rxchat.domain.archives import ArchivedSharedMessage
from rxchat.domain.messages import Role

_SHARE: Final = col(ShareSnapshotRow.share_id)
_POSITION: Final = col(ShareSnapshotMessageRow.position)
_KEY: Final = (_SHARE, _POSITION)

Place = tuple[int, int]
"""The share link's id and the message's position."""


class SharedMessageRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def page(self, user_id: int, *, after: Place = (0, -1), limit: int) -> list[tuple[Place, ArchivedSharedMessage]]:
        """A page of the messages that the user's links show, by link and position.

        Images shorten it; an empty page is the end.
        """
        counts = _of(user_id, *_KEY, col(ShareSnapshotMessageRow.image_count)).where(tuple_(*_KEY) > after)
        columns = (ShareSnapshotMessageRow.role, ShareSnapshotMessageRow.content, ShareSnapshotMessageRow.thinking)
        async with self._database.session() as session:
            found = (await session.execute(counts.order_by(*_KEY).limit(limit))).all()
            images = accumulate(row.image_count or 0 for row in found)
            fit = 1 + sum(total < IMAGES_AT_ONCE for total in images)
            query = _of(user_id, *_KEY, *map(col, columns), col(ShareSnapshotMessageRow.images))
            query = query.where(tuple_(*_KEY) > after).order_by(*_KEY).limit(min(fit, limit))
            return [
                (
                    (row.share_id, row.position),
                    ArchivedSharedMessage(
                        share_id=row.share_id, role=Role(row.role), content=row.content, thinking=row.thinking, images=row.images
                    ),
                )
                for row in await session.execute(query)
            ]

    @run_to_completion
    async def add(self, messages: Sequence[ArchivedSharedMessage], share_ids: Mapping[int, int]) -> None:
        """Add messages to what links show, after those that are there, without the metadata of images.

        `share_ids` are the links' ids by those of the archive.
        """
        messages = await asyncio.to_thread(lambda: [replace(one, images=plain_text(one.images)) for one in messages])
        wanted = {share_ids[message.share_id] for message in messages}
        query = select(_SHARE, col(ShareSnapshotRow.id), col(ShareSnapshotRow.message_count)).where(_SHARE.in_(wanted))
        async with self._database.transaction() as session:
            found = (await session.execute(query)).all()
            snapshots = {row.share_id: row.id for row in found}
            counts = {row.id: row.message_count or 0 for row in found}
            rows: list[dict[str, Any]] = []
            for message in messages:
                snapshot_id = snapshots.get(share_ids[message.share_id])
                if snapshot_id is None:  # revoked meanwhile
                    continue
                rows.append(_row(message, snapshot_id, counts[snapshot_id]))
                counts[snapshot_id] += 1
            if rows:
                # On the connection: the session would treat each row as an object.
                await (await session.connection()).execute(insert(ShareSnapshotMessageRow), rows)
            for snapshot_id, count in counts.items():
                changed = update(ShareSnapshotRow).where(col(ShareSnapshotRow.id) == snapshot_id)
                await session.execute(changed.values(message_count=count))


def _of(user_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(ShareSnapshotMessageRow)
        .join(ShareSnapshotRow, col(ShareSnapshotRow.id) == col(ShareSnapshotMessageRow.snapshot_id))
        .join(ConversationRow, col(ConversationRow.id) == col(ShareSnapshotRow.conversation_id))
        .where(*owned_by(user_id))
    )


def _row(message: ArchivedSharedMessage, snapshot_id: int, position: int) -> dict[str, Any]:
    return {
        "snapshot_id": snapshot_id,
        "position": position,
        "role": message.role,
        "content": message.content,
        "thinking": message.thinking,
        "images": message.images,
        "image_count": min(count_in(message.images), MOST_SHOWN),
    }
