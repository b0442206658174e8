"""Conversation extras: what belongs to an imported conversation besides its messages."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.dialects import FirstNewId
from rxchat.db.schema.legacy_tables import ArtifactRow, FolderItemRow
from rxchat.db.schema.share_tables import SharedConversationRow, ShareSnapshotRow
from rxchat.domain.archives import Archive, ArchivedArtifact, ArchivedShare

TOKEN_BYTES: Final = 32


async def insert_artifacts(
    session: AsyncSession, conversation_id: int, artifacts: Sequence[ArchivedArtifact], message_ids: Mapping[int, int]
) -> None:
    """Insert artifacts. `message_ids` are the messages' new ids by those of the archive."""
    rows = [
        {
            "conversation_id": conversation_id,
            "message_id": message_ids[artifact.message_id],
            "type": artifact.kind,
            "title": artifact.title or None,
            "identifier": artifact.identifier or None,
            "language": artifact.language or None,
            "content": artifact.content,
            "version": artifact.version,
            "is_unfinished": artifact.is_unfinished,
            "is_edit": artifact.is_edit,
            "created_at": artifact.created_at,
            "updated_at": artifact.updated_at,
            "deleted_at": artifact.deleted_at,
        }
        for artifact in artifacts
        if artifact.message_id in message_ids
    ]
    if rows:
        await (await session.connection()).execute(insert(ArtifactRow), rows)


async def insert_places(session: AsyncSession, conversation_id: int, archive: Archive) -> dict[int, int]:
    """Insert share links and put the conversation into its folders.

    The links are private and have new tokens. Returns the new ids, by the archive's, of those that show a snapshot: it has no
    messages yet.
    """
    connection = await session.connection()
    if archive.folder_ids:
        rows = [{"folder_id": folder_id, "conversation_id": conversation_id} for folder_id in archive.folder_ids]
        await connection.execute(insert(FolderItemRow), rows)
    if not archive.shares:
        return {}
    first: int = (
        await session.execute(select(FirstNewId(SharedConversationRow.__tablename__, len(archive.shares))))
    ).scalar_one()
    shares = dict(enumerate(archive.shares, first))
    rows = [{"id": number, **_share(conversation_id, share)} for number, share in shares.items()]
    await connection.execute(insert(SharedConversationRow), rows)
    snapshots = {number: share for number, share in shares.items() if share.taken_at is not None}
    if snapshots:
        rows = [_snapshot(conversation_id, number, share) for number, share in snapshots.items()]
        await connection.execute(insert(ShareSnapshotRow), rows)
    return {share.id: number for number, share in snapshots.items() if share.id is not None}


def _snapshot(conversation_id: int, share_id: int, share: ArchivedShare) -> dict[str, object]:
    return {
        "conversation_id": conversation_id,
        "share_id": share_id,
        "title": share.title,
        "has_reasoning": share.has_reasoning,
        "has_images": share.has_images,
        "message_count": 0,
        "taken_at": share.taken_at,
    }


def _share(conversation_id: int, share: ArchivedShare) -> dict[str, object]:
    return {
        "conversation_id": conversation_id,
        "share_token": secrets.token_urlsafe(TOKEN_BYTES),
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "view_count": share.view_count,
        "is_public": False,
    }
