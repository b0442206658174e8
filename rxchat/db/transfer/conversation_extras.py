"""Conversation extras: what belongs to an imported conversation besides its messages."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.schema.legacy_tables import ArtifactRow, FolderItemRow
from rxchat.db.schema.share_tables import SharedConversationRow
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
            "created_at": artifact.created_at,
            "updated_at": artifact.updated_at,
        }
        for artifact in artifacts
        if artifact.message_id in message_ids
    ]
    if rows:
        await (await session.connection()).execute(insert(ArtifactRow), rows)


async def insert_places(session: AsyncSession, conversation_id: int, archive: Archive) -> None:
    """Insert share links, which are private and have new tokens, and put the conversation into its folders."""
    connection = await session.connection()
    if archive.shares:
        await connection.execute(insert(SharedConversationRow), [_share(conversation_id, share) for share in archive.shares])
    if archive.folder_ids:
        rows = [{"folder_id": folder_id, "conversation_id": conversation_id} for folder_id in archive.folder_ids]
        await connection.execute(insert(FolderItemRow), rows)


def _share(conversation_id: int, share: ArchivedShare) -> dict[str, object]:
    return {
        "conversation_id": conversation_id,
        "share_token": secrets.token_urlsafe(TOKEN_BYTES),
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "view_count": share.view_count,
        "is_public": False,
    }
