"""Library archives: what a user keeps beside conversations, for export."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, SQLColumnExpression, Text, select, tuple_, type_coerce
from sqlmodel import col

from rxchat.db.column_types import read_utc
from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.artifact_versions import earlier_versions
from rxchat.db.library.project_repository import default_model_of
from rxchat.db.library.prompt_queries import read_tags
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow, MessageRow, UserRow
from rxchat.db.schema.legacy_tables import ArtifactRow, FolderItemRow, FolderRow, ProjectRow, PromptRow
from rxchat.db.schema.share_tables import SharedConversationRow, ShareSnapshotRow
from rxchat.domain.archives import ArchivedArtifact, ArchivedShare
from rxchat.domain.artifact_versions import Artifact
from rxchat.domain.instructions import CustomInstructions, read_custom
from rxchat.domain.library_archives import ArchivedFolder, ArchivedProject, ArchivedPrompt, parents_first
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import EPOCH

# A row that names a message of another conversation belongs to neither; messages of other roles aren't exported.
_ITS_MESSAGE: Final = (
    (col(ArtifactRow.message_id) == col(MessageRow.id))
    & (col(ArtifactRow.conversation_id) == col(MessageRow.conversation_id))
    & col(MessageRow.role).in_(list(Role))
)
_ITS_CONVERSATION: Final = col(ConversationRow.id) == col(MessageRow.conversation_id)
_OWN_PROJECT: Final[SQLColumnExpression[Any]] = col(ProjectRow.id).label("own_project_id")
_SHARE_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    type_coerce(col(SharedConversationRow.expires_at), Text).label("expires"),
    col(ConversationRow.title).label("live_title"),
    col(ShareSnapshotRow.title),
    col(ShareSnapshotRow.id).label("snapshot_id"),
    col(ShareSnapshotRow.taken_at),
    col(ShareSnapshotRow.has_reasoning),
    col(ShareSnapshotRow.has_images),
)


class LibraryArchiveRepository:
    """Everything is the user's own. What belongs to a deleted conversation isn't included."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def instructions(self, user_id: int) -> CustomInstructions:
        query = select(col(UserRow.custom_instructions)).where(col(UserRow.id) == user_id)
        async with self._database.session() as session:
            return read_custom(await session.scalar(query))

    @run_to_completion
    async def projects(self, user_id: int, *, after_id: int = 0, limit: int) -> list[ArchivedProject]:
        """A page of projects in the order of ids."""
        query = select(ProjectRow).where(col(ProjectRow.user_id) == user_id, col(ProjectRow.id) > after_id)
        async with self._database.session() as session:
            return [_project(row) for row in await session.scalars(query.order_by(col(ProjectRow.id)).limit(limit))]

    @run_to_completion
    async def prompts(self, user_id: int, *, after_id: int = 0, limit: int) -> list[ArchivedPrompt]:
        """A page of prompts in the order of ids."""
        query = select(PromptRow).where(col(PromptRow.user_id) == user_id, col(PromptRow.id) > after_id)
        async with self._database.session() as session:
            return [_prompt(row) for row in await session.scalars(query.order_by(col(PromptRow.id)).limit(limit))]

    @run_to_completion
    async def folders(self, user_id: int) -> list[ArchivedFolder]:
        """All folders, each after the one it is in."""
        own = (col(ProjectRow.id) == col(FolderRow.project_id)) & (col(ProjectRow.user_id) == user_id)
        query: Select[*tuple[Any, ...]] = (
            select(FolderRow, _OWN_PROJECT)
            .outerjoin(ProjectRow, own)
            .where(col(FolderRow.user_id) == user_id)
            .order_by(col(FolderRow.id))
        )
        async with self._database.session() as session:
            return list(parents_first(_folder(row) for row in await session.execute(query)))

    @run_to_completion
    async def folder_ids(self, user_id: int) -> Mapping[int, Sequence[int]]:
        """The folders of each conversation that is in any."""
        query = (
            select(col(FolderItemRow.conversation_id), col(FolderItemRow.folder_id))
            .join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
            .join(ConversationRow, col(ConversationRow.id) == col(FolderItemRow.conversation_id))
            .where(col(FolderRow.user_id) == user_id, *owned_by(user_id))
            .order_by(col(FolderItemRow.id))
        )
        found = defaultdict[int, dict[int, None]](dict)
        async with self._database.session() as session:
            for conversation_id, folder_id in await session.execute(query):
                found[conversation_id][folder_id] = None
        return {conversation_id: list(folders) for conversation_id, folders in found.items()}

    @run_to_completion
    async def shares(self, user_id: int, *, conversation_id: int | None = None) -> Mapping[int, Sequence[ArchivedShare]]:
        """The share links of each conversation that has any; of all conversations, or of one."""
        query = (
            select(SharedConversationRow, *_SHARE_COLUMNS)
            .join(ConversationRow, col(ConversationRow.id) == col(SharedConversationRow.conversation_id))
            .outerjoin(ShareSnapshotRow, col(ShareSnapshotRow.share_id) == col(SharedConversationRow.id))
            .where(*owned_by(user_id))
            .order_by(col(SharedConversationRow.id))
        )
        if conversation_id is not None:
            query = query.where(col(SharedConversationRow.conversation_id) == conversation_id)
        found = defaultdict[int, list[ArchivedShare]](list)
        async with self._database.session() as session:
            for row in await session.execute(query):
                found[row.SharedConversationRow.conversation_id].append(_share(row))
        return found

    @run_to_completion
    async def with_artifacts(self, user_id: int) -> set[int]:
        """The conversations that have artifacts."""
        query = select(col(MessageRow.conversation_id)).join(ArtifactRow, _ITS_MESSAGE).join(ConversationRow, _ITS_CONVERSATION)
        async with self._database.session() as session:
            return set(await session.scalars(query.where(*owned_by(user_id)).distinct()))

    @run_to_completion
    async def artifacts(
        self, user_id: int, conversation_ids: Sequence[int], *, after: tuple[int, int] = (0, 0), limit: int
    ) -> list[tuple[int, int, ArchivedArtifact]]:
        """A page of the artifacts of several conversations, each with its conversation's id and its own.

        Ordered by these two; `after` are those of the previous page's last item. What an artifact was before comes before
        it, with its id.
        """
        order = (col(MessageRow.conversation_id), col(ArtifactRow.id))
        query = (
            select(ArtifactRow)
            .join(MessageRow, _ITS_MESSAGE)
            .join(ConversationRow, _ITS_CONVERSATION)
            .where(col(MessageRow.conversation_id).in_(conversation_ids), *owned_by(user_id))
            .where(tuple_(*order) > after)
            .order_by(*order)
            .limit(limit)
        )
        async with self._database.session() as session:
            rows = (await session.scalars(query)).all()
            its = select(col(ArtifactRow.id)).where(col(ArtifactRow.id).in_([row.id for row in rows]))
            earlier = await earlier_versions(session, its, [_artifact(row) for row in rows])
        return [(row.conversation_id, row.id, one) for row in rows for one in _versions(row, earlier.get(row.id, ()))]


def _project(row: ProjectRow) -> ArchivedProject:
    created = row.created_at or row.updated_at or EPOCH
    return ArchivedProject(
        id=row.id,
        name=row.name or "",
        description=row.description or "",
        color=row.color or "",
        instructions=row.custom_instructions or "",
        default_model=default_model_of(row),
        monthly_limit=row.monthly_limit,
        is_pinned=bool(row.is_pinned),
        is_archived=bool(row.is_archived),
        created_at=created,
        updated_at=row.updated_at or created,
    )


def _folder(row: Row[*tuple[Any, ...]]) -> ArchivedFolder:
    found: FolderRow = row.FolderRow
    return ArchivedFolder(
        id=found.id,
        name=found.name or "",
        parent_id=found.parent_folder_id,
        project_id=row.own_project_id,
        position=found.position or 0,
        created_at=found.created_at or EPOCH,
    )


def _prompt(row: PromptRow) -> ArchivedPrompt:
    created = row.created_at or row.updated_at or EPOCH
    return ArchivedPrompt(
        id=row.id,
        title=row.title or "",
        description=row.description or "",
        text=row.prompt_template or "",
        category=row.category or "",
        tags=read_tags(row.tags),
        is_public=bool(row.is_public),
        usage_count=row.usage_count or 0,
        created_at=created,
        updated_at=row.updated_at or created,
    )


def _share(row: Row[*tuple[Any, ...]]) -> ArchivedShare:
    """A date that can't be read has passed, as for the link itself."""
    found: SharedConversationRow = row.SharedConversationRow
    return ArchivedShare(
        id=found.id,
        title=row.title or row.live_title or "",
        created_at=found.created_at or EPOCH,
        expires_at=None if row.expires is None else read_utc(row.expires) or EPOCH,
        view_count=found.view_count or 0,
        taken_at=row.taken_at if row.snapshot_id is None else row.taken_at or found.created_at or EPOCH,
        has_reasoning=bool(row.has_reasoning),
        has_images=bool(row.has_images),
    )


def _versions(row: ArtifactRow, earlier: Sequence[Artifact]) -> Iterator[ArchivedArtifact]:
    """An artifact after what it was before. Versions have their identifier in common, also where it has none."""
    identifier = row.identifier or (f"artifact-{row.id}" if earlier else "")
    for version, changed in (*((one, None) for one in earlier), (_artifact(row), row.updated_at)):
        yield ArchivedArtifact(
            message_id=version.message_id,
            kind=version.kind,
            title=version.title,
            identifier=identifier,
            language=version.language,
            content=version.content or "",
            version=version.version,
            is_unfinished=version.is_unfinished,
            is_edit=version.is_edit,
            created_at=version.created_at,
            updated_at=changed or version.created_at,
            deleted_at=row.deleted_at,
        )


def _artifact(row: ArtifactRow) -> Artifact:
    return Artifact(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        identifier=row.identifier or "",
        title=row.title or "",
        kind=row.type or "",
        language=row.language or "",
        version=row.version or 1,
        content=row.content or "",
        is_unfinished=bool(row.is_unfinished),
        is_edit=bool(row.is_edit),
        created_at=row.created_at or row.updated_at or EPOCH,
    )
