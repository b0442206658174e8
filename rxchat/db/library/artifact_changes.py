"""Artifact changes: what a person does to an artifact. An edit is a row of its own, the next version."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.artifact_writes import add_artifacts
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.artifacts import Artifact
from rxchat.domain.errors import NotFound
from rxchat.domain.messages import Role

_COPIED: Final = ("message_id", "conversation_id", "type", "title", "identifier", "language", "content")
_FORK: Final = "fork"


class ArtifactChanges:
    """Everything raises NotFound for an artifact of somebody else's, or of a deleted conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def edit(self, user_id: int, artifact_id: int, *, content: str | None, title: str | None) -> tuple[int, int]:
        """A new version with this content, and the title of all. Returns the id of the latest, and its conversation's."""
        async with self._database.transaction() as session:
            row = await _row(session, user_id, artifact_id)
            identifier = await _named(session, row)
            if title is not None:
                await session.execute(update(ArtifactRow).where(*_same(row, identifier)).values(title=title))
            if content is None or content == row.content:
                return artifact_id, row.conversation_id
            values = _copied(row) | {"identifier": identifier, "content": content, "is_edit": True}
            values |= {"title": title or row.title, "version": await _next_version(session, row, identifier)}
            added = await session.scalar(insert(ArtifactRow).values(values).returning(col(ArtifactRow.id)))
            return int(added or artifact_id), row.conversation_id

    @run_to_completion
    async def fork(self, user_id: int, artifact_id: int, *, title: str | None) -> tuple[int, int]:
        """A copy beside it, with versions of its own. Returns the copy's id, and the conversation's."""
        async with self._database.transaction() as session:
            row = await _row(session, user_id, artifact_id)
            values = _copied(row) | {"title": title or f"{row.title or 'Untitled'} (copy)", "version": 1, "is_edit": True}
            added = int(await session.scalar(insert(ArtifactRow).values(values).returning(col(ArtifactRow.id))) or 0)
            own = f"{row.identifier or 'artifact'}-{_FORK}-{added}"
            await session.execute(update(ArtifactRow).where(col(ArtifactRow.id) == added).values(identifier=own))
            return added, row.conversation_id

    @run_to_completion
    async def add_block(self, user_id: int, made: Artifact, message_id: int) -> tuple[int, int]:
        """Add the artifact of a block of an answer. Returns the id of its latest version, and its conversation's.

        One that is there already is taken; one that was deleted comes back.
        """
        its_answer = col(MessageRow.id) == message_id, col(MessageRow.role) == Role.ASSISTANT
        query = (
            select(col(MessageRow.conversation_id))
            .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
            .where(*its_answer, *owned_by(user_id))
        )
        async with self._database.transaction() as session:
            conversation_id = await session.scalar(query)
            if conversation_id is None:
                raise NotFound("Message not found.", hint="It, or its conversation, may have been deleted.")
            same = col(ArtifactRow.conversation_id) == conversation_id, col(ArtifactRow.identifier) == made.identifier
            latest = await session.scalar(select(func.max(col(ArtifactRow.id))).where(*same))
            if latest is None:
                await add_artifacts(session, conversation_id, {message_id: [made]})
                latest = await session.scalar(select(func.max(col(ArtifactRow.id))).where(*same))
            else:
                await session.execute(update(ArtifactRow).where(*same).values(deleted_at=None))
            return int(latest or 0), conversation_id

    @run_to_completion
    async def set_deleted(self, user_id: int, artifact_id: int, *, is_deleted: bool) -> int:
        """Hide all versions of an artifact, or show them again. Returns its conversation's id."""
        async with self._database.transaction() as session:
            row = await _row(session, user_id, artifact_id, is_deleted=not is_deleted)
            identifier = await _named(session, row)
            deleted_at = func.current_timestamp() if is_deleted else None
            await session.execute(update(ArtifactRow).where(*_same(row, identifier)).values(deleted_at=deleted_at))
            return row.conversation_id


async def _row(session: AsyncSession, user_id: int, artifact_id: int, *, is_deleted: bool = False) -> Row[*tuple[Any, ...]]:
    deleted_at = col(ArtifactRow.deleted_at)
    query = (
        select(col(ArtifactRow.id), *(getattr(ArtifactRow, name) for name in _COPIED))
        .join(ConversationRow, col(ConversationRow.id) == col(ArtifactRow.conversation_id))
        .where(col(ArtifactRow.id) == artifact_id, *owned_by(user_id))
        .where(deleted_at.is_not(None) if is_deleted else deleted_at.is_(None))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("Artifact not found.", hint="It, or its conversation, may have been deleted.")
    return row


def _copied(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    return {name: getattr(row, name) for name in _COPIED}


async def _named(session: AsyncSession, row: Row[*tuple[Any, ...]]) -> str:
    """The identifier that its versions have in common: one without gets one."""
    if row.identifier:
        return row.identifier
    identifier = f"artifact-{row.id}"
    await session.execute(update(ArtifactRow).where(col(ArtifactRow.id) == row.id).values(identifier=identifier))
    return identifier


def _same(row: Row[*tuple[Any, ...]], identifier: str) -> tuple[ColumnElement[bool], ...]:
    return col(ArtifactRow.conversation_id) == row.conversation_id, col(ArtifactRow.identifier) == identifier


async def _next_version(session: AsyncSession, row: Row[*tuple[Any, ...]], identifier: str) -> int:
    latest = func.max(func.coalesce(col(ArtifactRow.version), 1))
    return int(await session.scalar(select(latest).where(*_same(row, identifier))) or 1) + 1
