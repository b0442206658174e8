"""Artifacts, read."""

from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.artifact_versions import earlier_versions
from rxchat.db.library.paging import contains, page
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.errors import NotFound
from rxchat.domain.library import LibraryQuery
from rxchat.domain.timestamps import EPOCH

_LISTED: Final = (
    col(ArtifactRow.id),
    col(ArtifactRow.conversation_id),
    col(ArtifactRow.message_id),
    col(ArtifactRow.identifier),
    col(ArtifactRow.title),
    col(ArtifactRow.type),
    col(ArtifactRow.language),
    col(ArtifactRow.version),
    func.coalesce(col(ArtifactRow.created_at), col(ArtifactRow.updated_at), col(ConversationRow.created_at)).label("created_at"),
    col(ArtifactRow.is_unfinished),
    col(ArtifactRow.is_edit),
)


class ArtifactRepository:
    """Artifacts are those of the user's conversations that aren't deleted, without those that are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_artifacts(self, user_id: int, query: LibraryQuery, *, conversation_id: int | None = None) -> list[Artifact]:
        """Without their contents. Raises NotFound for a conversation that isn't the user's."""
        wanted = contains(query.text, col(ArtifactRow.title), col(ArtifactRow.content))
        found = page(_of(user_id, *_LISTED), col(ArtifactRow.id), query).where(*wanted)
        async with self._database.session() as session:
            if conversation_id is not None:
                its = col(ConversationRow.id) == conversation_id
                if await session.scalar(select(col(ConversationRow.id)).where(its, *owned_by(user_id))) is None:
                    raise no_conversation()
                found = found.where(its)
            return [_artifact(row) for row in await session.execute(found)]

    @run_to_completion
    async def get(self, user_id: int, artifact_id: int) -> Artifact:
        query = _of(user_id, *_LISTED, col(ArtifactRow.content)).where(col(ArtifactRow.id) == artifact_id)
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise NotFound("Artifact not found.", hint="Its conversation may have been deleted.")
        return _artifact(row, row.content)

    @run_to_completion
    async def versions(self, user_id: int, artifact_id: int) -> list[Artifact]:
        """All versions of an artifact, oldest first. Those of the table `artifact_versions` have the id of their artifact."""
        one = await self.get(user_id, artifact_id)
        same = col(ArtifactRow.identifier) == one.identifier if one.identifier else col(ArtifactRow.id) == artifact_id
        its = _of(user_id, *_LISTED, col(ArtifactRow.content)).where(
            col(ArtifactRow.conversation_id) == one.conversation_id, same
        )
        async with self._database.session() as session:
            rows = await session.execute(its.order_by(col(ArtifactRow.id)))
            artifacts = [_artifact(row, row.content) for row in rows]
            earlier = await earlier_versions(session, its, artifacts)
        return [version for artifact in artifacts for version in (*earlier.get(artifact.id, ()), artifact)]


def _of(user_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    mine = col(ConversationRow.id) == col(ArtifactRow.conversation_id)
    kept = col(ArtifactRow.deleted_at).is_(None)
    return select(*columns).join(ConversationRow, mine).where(*owned_by(user_id), kept)


def _artifact(row: Row[*tuple[Any, ...]], content: str | None = None) -> Artifact:
    return Artifact(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        identifier=row.identifier or "",
        title=row.title or "",
        kind=row.type or "",
        language=row.language or "",
        version=row.version or 1,
        content=content,
        is_unfinished=bool(row.is_unfinished),
        is_edit=bool(row.is_edit),
        created_at=row.created_at or EPOCH,
    )
