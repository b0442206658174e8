"""Folder items: which conversations are in which folders, and what that means for their projects.

A conversation in a project's folder is in that project. An adopted file may have it in several folders; from its first move on it
is in one.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.folder_tree import FolderTree
from rxchat.domain.folders import FormerPlace

_AT_ONCE: Final = 1000
"""Ids in one statement."""


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


async def put_into(session: AsyncSession, user_id: int, tree: FolderTree, ids: Sequence[int], folder_id: int) -> None:
    """Put conversations of the user into a folder of the tree, and out of all others."""
    await take_out(session, user_id, ids)
    project_id = tree.places[folder_id].project_id
    for some in _some(ids):
        rows = [{"folder_id": folder_id, "conversation_id": conversation_id} for conversation_id in some]
        await (await session.connection()).execute(insert(FolderItemRow), rows)
    if project_id is not None:
        await set_project(session, user_id, ids, project_id)


async def take_out(session: AsyncSession, user_id: int, ids: Sequence[int], folder_id: int | None = None) -> None:
    """Take conversations out of one folder of the user, or of all."""
    own = select(col(FolderRow.id)).where(col(FolderRow.user_id) == user_id)
    if folder_id is not None:
        own = own.where(col(FolderRow.id) == folder_id)
    for some in _some(ids):
        which = (col(FolderItemRow.conversation_id).in_(some), col(FolderItemRow.folder_id).in_(own))
        await session.execute(delete(FolderItemRow).where(*which))


async def set_project(session: AsyncSession, user_id: int, ids: Sequence[int], project_id: int | None) -> None:
    """Put conversations of the user into a project, or out of all of them. Their folders stay."""
    for some in _some(ids):
        which = (col(ConversationRow.id).in_(some), col(ConversationRow.user_id) == user_id)
        await session.execute(update(ConversationRow).where(*which).values(project_id=project_id))


async def leave_other_projects(session: AsyncSession, tree: FolderTree, ids: Sequence[int], project_id: int | None) -> None:
    """Take conversations out of the folders of other projects than this one."""
    others = [place.id for place in tree.places.values() if place.project_id not in (None, project_id)]
    for some in _some(ids):
        which = (col(FolderItemRow.conversation_id).in_(some), col(FolderItemRow.folder_id).in_(others))
        await session.execute(delete(FolderItemRow).where(*which))


async def conversations_in(session: AsyncSession, user_id: int, folder_ids: Sequence[int]) -> list[FormerPlace]:
    """The user's conversations in these folders, deleted ones too. One that is in several is given with the last."""
    query = (
        select(
            col(ConversationRow.id), col(ConversationRow.project_id), func.max(col(FolderItemRow.folder_id)).label("folder_id")
        )
        .join(FolderItemRow, col(FolderItemRow.conversation_id) == col(ConversationRow.id))
        .where(col(FolderItemRow.folder_id).in_(folder_ids), col(ConversationRow.user_id) == user_id)
        .group_by(col(ConversationRow.id), col(ConversationRow.project_id))
        .order_by(col(ConversationRow.id))
    )
    rows = await session.execute(query)
    return [FormerPlace(id=row.id, project_id=row.project_id, folder_id=row.folder_id) for row in rows]
