"""Artifact writes: the rows of what an answer holds, one for each version, as the older program has them.

The answer's text keeps the tags, which say where each artifact stands. The rows are what lists, versions and search read, and
what an update's result is read from.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.artifacts import Artifact, artifact_of
from rxchat.domain.legacy_answers import read_answer

_TAG: Final = "<antArtifact"


async def add_artifacts(session: AsyncSession, conversation_id: int, artifacts: Mapping[int, Sequence[Artifact]]) -> None:
    """Add the artifacts of messages, by message. One with the identifier of an earlier one is its next version."""
    if not any(artifacts.values()):
        return
    named = {each.identifier for its in artifacts.values() for each in its if each.identifier}
    versions = await _versions(session, conversation_id, named)
    rows: list[dict[str, object]] = []
    for message_id, its in artifacts.items():
        for artifact in its:
            version = versions.get(artifact.identifier, 0) + 1 if artifact.identifier else 1
            versions[artifact.identifier] = version
            rows.append(_values(artifact) | {"conversation_id": conversation_id, "message_id": message_id, "version": version})
    await session.execute(insert(ArtifactRow), rows)


async def add_artifacts_of(session: AsyncSession, conversation_id: int, message_id: int, text: str) -> None:
    """Add those of an answer that ended without its writer."""
    if _TAG not in text:
        return
    placed = read_answer(text, known=await _latest(session, conversation_id)).artifacts
    await add_artifacts(session, conversation_id, {message_id: [each.artifact for each in placed]})


async def _versions(session: AsyncSession, conversation_id: int, identifiers: Collection[str]) -> dict[str, int]:
    """The last version of each artifact."""
    latest = func.max(func.coalesce(col(ArtifactRow.version), 1))
    query = (
        select(col(ArtifactRow.identifier), latest.label("latest"))
        .where(col(ArtifactRow.conversation_id) == conversation_id, col(ArtifactRow.identifier).in_(identifiers))
        .group_by(col(ArtifactRow.identifier))
    )
    return {row.identifier: row.latest for row in await session.execute(query)}


async def _latest(session: AsyncSession, conversation_id: int) -> dict[str, Artifact]:
    names = ("type", "identifier", "title", "language", "content")
    query = select(*(getattr(ArtifactRow, name) for name in names)).where(
        col(ArtifactRow.conversation_id) == conversation_id, col(ArtifactRow.identifier) != ""
    )
    rows = await session.execute(query.order_by(col(ArtifactRow.version).nulls_first(), col(ArtifactRow.id)))
    return {
        row.identifier: artifact_of(
            kind=row.type or "",
            identifier=row.identifier,
            title=row.title or "",
            language=row.language or "",
            content=row.content or "",
        )
        for row in rows
    }


def _values(artifact: Artifact) -> dict[str, object]:
    return {
        "type": "text" if artifact.format == "markdown" else artifact.format,
        "title": artifact.title,
        "identifier": artifact.identifier or None,
        "language": artifact.code_language or None,
        "content": artifact.content,
        "is_unfinished": artifact.is_unfinished,
    }
