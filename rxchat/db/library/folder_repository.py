"""Folders of a user, read."""

from collections import defaultdict
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.folders import Folder
from rxchat.domain.timestamps import EPOCH

_MOST_FOLDERS: Final = 1000


class FolderRepository:
    """Everything is the user's own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_folders(self, user_id: int) -> list[Folder]:
        """All of them, in the order of their positions."""
        items = (
            select(col(FolderItemRow.folder_id), col(FolderItemRow.conversation_id))
            .join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
            .join(ConversationRow, col(ConversationRow.id) == col(FolderItemRow.conversation_id))
            .where(col(FolderRow.user_id) == user_id, *owned_by(user_id))
            .order_by(col(FolderItemRow.conversation_id))
        )
        query = select(FolderRow).where(col(FolderRow.user_id) == user_id)
        inside = defaultdict[int, list[int]](list)
        async with self._database.session() as session:
            for folder_id, conversation_id in await session.execute(items):
                inside[folder_id].append(conversation_id)
            rows = await session.scalars(query.order_by(col(FolderRow.position), col(FolderRow.id)).limit(_MOST_FOLDERS))
            return [_folder(row, inside[row.id]) for row in rows]


def _folder(row: FolderRow, conversation_ids: list[int]) -> Folder:
    return Folder(
        id=row.id,
        name=row.name or "",
        parent_id=row.parent_folder_id,
        project_id=row.project_id,
        position=row.position or 0,
        conversation_ids=tuple(dict.fromkeys(conversation_ids)),
        created_at=row.created_at or EPOCH,
    )
