"""Artifact rows: the artifacts that the older program kept beside an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.core_tables import MessageRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.artifacts import Artifact, artifact_of

# A row that names a message of another conversation belongs to neither.
_OF_MESSAGE: Final = (
    col(ArtifactRow.message_id) == col(MessageRow.id),
    col(ArtifactRow.conversation_id) == col(MessageRow.conversation_id),
)
HAS_ARTIFACTS: Final = exists().where(*_OF_MESSAGE)


async def artifacts_of(session: AsyncSession, message_ids: Sequence[int]) -> Mapping[int, Sequence[Artifact]]:
    """Those of each message, the oldest first; versions of one are together, in their order."""
    if not message_ids:
        return {}
    names = ("message_id", "type", "title", "identifier", "language", "content", "is_unfinished", "is_edit", "deleted_at")
    query = (
        select(col(ArtifactRow.id), *(getattr(ArtifactRow, name) for name in names))
        .join(MessageRow, _OF_MESSAGE[0] & _OF_MESSAGE[1])
        .where(col(ArtifactRow.message_id).in_(message_ids))
        .order_by(col(ArtifactRow.version).nulls_first(), col(ArtifactRow.id))
    )
    found: dict[int, dict[str, list[Artifact]]] = {}
    for row in await session.execute(query):
        key = row.identifier or f"\n{row.id}"
        artifact = artifact_of(
            kind=row.type or "",
            identifier=row.identifier or "",
            title=row.title or "",
            language=row.language or "",
            content=row.content or "",
        )
        versions = found.setdefault(row.message_id, {}).setdefault(key, [])
        marks = {"is_unfinished": bool(row.is_unfinished), "is_edit": bool(row.is_edit), "is_deleted": row.deleted_at is not None}
        versions.append(replace(artifact, row_id=row.id, **marks))
    return {message_id: [each for versions in its.values() for each in versions] for message_id, its in found.items()}
