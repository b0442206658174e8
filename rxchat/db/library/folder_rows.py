"""Folder rows: the tree that they make, and what a move writes to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.legacy_tables import FolderRow, ProjectRow
from rxchat.domain.errors import NotFound
from rxchat.domain.folder_tree import FolderTree, StoredFolder

PLACING: Final = (col(FolderRow.id), col(FolderRow.parent_folder_id), col(FolderRow.project_id), col(FolderRow.position))


def no_folder() -> NotFound:
    """One error for a folder that never existed, was deleted or belongs to somebody else."""
    return NotFound("Folder not found.", hint="It may have been deleted. Choose another one.")


def no_project() -> NotFound:
    return NotFound("Project not found.", hint="It may have been deleted. GET /api/projects lists yours.")


async def own_projects(session: AsyncSession, user_id: int) -> Sequence[int]:
    return (await session.scalars(select(col(ProjectRow.id)).where(col(ProjectRow.user_id) == user_id))).all()


def tree_of(rows: Iterable[Row[*tuple[Any, ...]]], projects: Sequence[int]) -> FolderTree:
    """The tree of rows whose first columns are those which place a folder."""
    folders = [StoredFolder(id_, parent_id, project_id, position or 0) for id_, parent_id, project_id, position, *_ in rows]
    return FolderTree(folders, projects)


async def read_tree(session: AsyncSession, user_id: int) -> FolderTree:
    """The user's folders, in two statements."""
    rows = await (await session.connection()).execute(select(*PLACING).where(col(FolderRow.user_id) == user_id))
    return tree_of(rows, await own_projects(session, user_id))


async def write_positions(session: AsyncSession, positions: Mapping[int, int]) -> None:
    """Store the positions of folders, by their ids."""
    rows = [{"its_id": id_, "its_position": position} for id_, position in positions.items()]
    change = update(FolderRow).where(col(FolderRow.id) == bindparam("its_id")).values(position=bindparam("its_position"))
    if rows:
        await (await session.connection()).execute(change, rows)


async def write_parent(session: AsyncSession, folder_ids: Sequence[int], parent_id: int | None) -> None:
    await session.execute(update(FolderRow).where(col(FolderRow.id).in_(folder_ids)).values(parent_folder_id=parent_id))


async def write_project(session: AsyncSession, folder_ids: Sequence[int], project_id: int | None) -> None:
    await session.execute(update(FolderRow).where(col(FolderRow.id).in_(folder_ids)).values(project_id=project_id))
