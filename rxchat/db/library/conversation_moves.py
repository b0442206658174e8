"""Conversation moves: into a project, into a folder, or out of them, any number at once."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.folder_items import leave_other_projects, put_into, set_project, take_out
from rxchat.db.library.folder_rows import no_folder, no_project, read_tree
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.folder_tree import FolderTree
from rxchat.domain.folders import ConversationMove, FormerPlace


class ConversationMoveRepository:
    """Everything is the user's own: somebody else's conversation, project or folder doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def move(self, user_id: int, ids: Sequence[int], move: ConversationMove) -> list[FormerPlace]:
        """All of them or none. Returns where they were. Raises NotFound, and InvalidRequest for a folder of another project."""
        async with self._database.transaction() as session:
            tree = await read_tree(session, user_id)
            _check(tree, move)
            former = await _places(session, user_id, ids)
            if len(former) < len(set(ids)):
                raise no_conversation()
            await _move(session, user_id, tree, [each.id for each in former], move)
        return former

    @run_to_completion
    async def remove(self, user_id: int, conversation_id: int, folder_id: int) -> None:
        """Take a conversation out of one folder; it may be in others. Raises NotFound."""
        async with self._database.transaction() as session:
            tree = await read_tree(session, user_id)
            if folder_id not in tree.places:
                raise no_folder()
            if not await _places(session, user_id, [conversation_id]):
                raise no_conversation()
            await take_out(session, user_id, [conversation_id], folder_id)


def _check(tree: FolderTree, move: ConversationMove) -> None:
    folder_id, project_id = move.get("folder_id"), move.get("project_id")
    if project_id is not None and project_id not in tree.projects:
        raise no_project()
    if folder_id is None:
        return
    if folder_id not in tree.places:
        raise no_folder()
    its_project = tree.places[folder_id].project_id
    if "project_id" in move and its_project is not None and project_id != its_project:
        raise InvalidRequest("That folder isn't in this project.", hint="Leave out `project_id`: the folder's project applies.")


async def _places(session: AsyncSession, user_id: int, ids: Sequence[int]) -> list[FormerPlace]:
    """Those of the user, with the project and the folder that each is in."""
    folder = (
        select(func.max(col(FolderItemRow.folder_id)))
        .join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
        .where(col(FolderItemRow.conversation_id) == col(ConversationRow.id), col(FolderRow.user_id) == user_id)
        .correlate(ConversationRow)
        .scalar_subquery()
    )
    query = select(col(ConversationRow.id), col(ConversationRow.project_id), folder.label("folder_id"))
    rows = await session.execute(query.where(col(ConversationRow.id).in_(ids), *owned_by(user_id)))
    return [FormerPlace(id=row.id, project_id=row.project_id, folder_id=row.folder_id) for row in rows]


async def _move(session: AsyncSession, user_id: int, tree: FolderTree, ids: Sequence[int], move: ConversationMove) -> None:
    if "project_id" in move:
        await set_project(session, user_id, ids, move["project_id"])
        await leave_other_projects(session, tree, ids, move["project_id"])
    if "folder_id" not in move:
        return
    folder_id = move["folder_id"]
    if folder_id is None:
        await take_out(session, user_id, ids)
    else:
        await put_into(session, user_id, tree, ids, folder_id)
