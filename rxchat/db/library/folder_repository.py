"""Folders of a user, read."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.folder_rows import PLACING, no_folder, own_projects, tree_of
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.folders import Folder, FolderOutline
from rxchat.domain.timestamps import EPOCH

_Counts = dict[int, tuple[int, int]]
"""How many conversations a folder shows, and the last entry among all that are in it."""


class FolderRepository:
    """Everything is the user's own: somebody else's folder doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_folders(self, user_id: int) -> list[Folder]:
        """All of them, each after the one it is in, siblings in order."""
        async with self._database.session() as session:
            rows = await _rows(session, _folders(user_id, col(FolderRow.created_at)))
            outlines = await _outlines(session, user_id, rows)
            ids = await _conversation_ids(session, user_id) if outlines else {}
        created = {row.id: row.created_at or EPOCH for row in rows}
        return [
            Folder(**each, conversation_ids=tuple(ids.get(each["id"], ())), created_at=created[each["id"]]) for each in outlines
        ]

    @run_to_completion
    async def outline(self, user_id: int) -> list[FolderOutline]:
        """The same, without what is in them."""
        async with self._database.session() as session:
            return await _outlines(session, user_id, await _rows(session, _folders(user_id)))

    async def get(self, user_id: int, folder_id: int) -> Folder:
        """Raises NotFound."""
        found = (each for each in await self.list_folders(user_id) if each.id == folder_id)
        folder = next(found, None)
        if folder is None:
            raise no_folder()
        return folder

    @run_to_completion
    async def check(self, user_id: int, folder_id: int) -> None:
        """Raise NotFound unless it is a folder of the user."""
        query = select(col(FolderRow.id)).where(col(FolderRow.id) == folder_id, col(FolderRow.user_id) == user_id)
        async with self._database.session() as session:
            if await session.scalar(query) is None:
                raise no_folder()


def _folders(user_id: int, *more: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    return select(*PLACING, col(FolderRow.name), *more).where(col(FolderRow.user_id) == user_id)


async def _outlines(session: AsyncSession, user_id: int, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[FolderOutline]:
    if not rows:
        return []
    places = tree_of(rows, await own_projects(session, user_id)).places
    names = {row[0]: row[len(PLACING)] for row in rows}
    counts = await _counts(session, user_id)
    outlines: list[FolderOutline] = []
    for id_, parent_id, project_id, position in places.values():
        count, last_id = counts.get(id_, (0, 0))
        outlines.append(
            {
                "id": id_,
                "name": names[id_] or "",
                "parent_id": parent_id,
                "project_id": project_id,
                "position": position,
                "conversations": count,
                "version": f"{count}-{last_id}",
            }
        )
    return outlines


async def _rows(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows in the connection's own form: the session's takes three times as long for thousands."""
    return (await (await session.connection()).execute(query)).all()


def _in_folders(user_id: int, *columns: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    """Entries of the user's folders that lead to conversations of the user which aren't deleted."""
    owner = (
        col(ConversationRow.user_id) + 0
    )  # by the plain column's index SQLite would go through all of the user's conversations
    return (
        select(*columns)
        .select_from(FolderItemRow)
        .join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
        .join(ConversationRow, col(ConversationRow.id) == col(FolderItemRow.conversation_id))
        .where(col(FolderRow.user_id) == user_id, owner == user_id, col(ConversationRow.is_deleted).is_not(True))
    )


async def _counts(session: AsyncSession, user_id: int) -> _Counts:
    shown = func.count(col(FolderItemRow.conversation_id).distinct()).filter(col(ConversationRow.is_archived).is_not(True))
    counted = _in_folders(user_id, col(FolderItemRow.folder_id), shown, func.max(col(FolderItemRow.id)))
    rows = await _rows(session, counted.group_by(col(FolderItemRow.folder_id)))
    return {folder_id: (count, last_id) for folder_id, count, last_id in rows}


async def _conversation_ids(session: AsyncSession, user_id: int) -> dict[int, list[int]]:
    items = _in_folders(user_id, col(FolderItemRow.folder_id), col(FolderItemRow.conversation_id))
    inside = defaultdict[int, list[int]](list)
    for folder_id, conversation_id in await _rows(session, items.order_by(col(FolderItemRow.conversation_id)).distinct()):
        inside[folder_id].append(conversation_id)
    return inside
