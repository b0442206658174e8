"""Folder changes: folders created, renamed, moved and deleted.

Each is one transaction that begins with the tree as it is then, so that two changes at a time neither lose an order nor make a
circle.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.folder_items import conversations_in, leave_other_projects, put_into, set_project
from rxchat.db.library.folder_rows import no_folder, no_project, read_tree, write_parent, write_positions, write_project
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.folder_tree import STEP, FolderPlace, FolderTree, Level, stored_positions
from rxchat.domain.folders import DEEPEST, MOST_FOLDERS, DeletedFolder, FolderChange, FormerPlace, NewFolder


class FolderChangeRepository:
    """Everything is the user's own: somebody else's folder, project or conversation doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def create(self, user_id: int, new: NewFolder) -> tuple[int, Sequence[int]]:
        """Returns the folder's id, and the conversations that were put into it.

        Conversations that no longer exist and folders of other projects are left out. Raises NotFound for a missing parent or
        project, and InvalidRequest.
        """
        async with self._database.transaction() as session:
            tree = await read_tree(session, user_id)
            if len(tree.places) >= MOST_FOLDERS:
                raise InvalidRequest(f"You have {MOST_FOLDERS:,} folders, the most there can be.", hint="Delete some first.")
            given: FolderChange = {"parent_id": new.parent_id, "project_id": new.project_id}
            if new.parent_id is not None and new.project_id is None:
                del given["project_id"]
            level, project_id = _level(tree, given, None)
            inside = _movable(tree, new, level, project_id)
            _check_depth(tree, level, 1 + max((tree.height(each) for each in inside), default=0))
            values = {"user_id": user_id, "name": new.name, "parent_folder_id": level[0], "project_id": project_id}
            created = insert(FolderRow).values(**values, created_at=datetime.now(UTC)).returning(col(FolderRow.id))
            folder_id: int = (await session.execute(created)).scalar_one()
            left = [each for each in tree.siblings(level) if each not in inside]
            await write_positions(session, stored_positions(_stored(tree, left), folder_id, new.position))
            await write_parent(session, inside, folder_id)
            await write_positions(session, {each: number * STEP for number, each in enumerate(inside)})
            ids = await _existing(session, user_id, new.conversation_ids)
            await put_into(session, user_id, await read_tree(session, user_id), ids, folder_id)
            return folder_id, ids

    @run_to_completion
    async def change(self, user_id: int, folder_id: int, change: FolderChange) -> Sequence[FormerPlace]:
        """Returns where conversations were whose project changed with their folder's. Raises NotFound and InvalidRequest."""
        async with self._database.transaction() as session:
            tree = await read_tree(session, user_id)
            place = tree.places.get(folder_id)
            if place is None:
                raise no_folder()
            if "name" in change:
                renamed = update(FolderRow).where(col(FolderRow.id) == folder_id).values(name=change["name"])
                await session.execute(renamed)
            if change.keys() <= {"name"}:
                return ()
            level, project_id = _level(tree, change, place)
            return await _move(session, user_id, tree, place, level, project_id, change.get("position"))

    @run_to_completion
    async def delete(self, user_id: int, folder_id: int) -> DeletedFolder:
        """What is in it moves up one level: its folders to where it was, its conversations to the folder it was in, if any."""
        async with self._database.transaction() as session:
            tree = await read_tree(session, user_id)
            place = tree.places.get(folder_id)
            if place is None:
                raise no_folder()
            name = await session.scalar(select(col(FolderRow.name)).where(col(FolderRow.id) == folder_id))
            ids = await _shown_in(session, user_id, folder_id)
            children = await _lift(session, tree, place)
            await _empty(session, folder_id, place.parent_id)
            await session.execute(delete(FolderRow).where(col(FolderRow.id) == folder_id))
        return DeletedFolder(
            name=name or "",
            parent_id=place.parent_id,
            project_id=place.project_id,
            position=place.position,
            conversation_ids=tuple(ids),
            folder_ids=tuple(children),
        )


def _level(tree: FolderTree, change: FolderChange, place: FolderPlace | None) -> tuple[Level, int | None]:
    """The level that a change leads to, and the project there. `place` is where the folder is, None for a new one."""
    project_id = change.get("project_id", place.project_id if place else None)
    if project_id is not None and project_id not in tree.projects:
        raise no_project()
    parent_id = change.get("parent_id")
    if "parent_id" not in change and place is not None and project_id == place.project_id:
        return place.level, project_id
    if parent_id is None:
        return (None, project_id), project_id
    if parent_id not in tree.places:
        raise no_folder()
    if place is not None and parent_id in tree.inside(place.id):
        raise InvalidRequest("A folder can't be moved into itself or a folder in it.", hint="Choose another folder.")
    its_project = tree.places[parent_id].project_id
    if "project_id" in change and project_id != its_project:
        raise InvalidRequest("That folder isn't in this project.", hint="Leave out `project_id`: the folder's project applies.")
    return (parent_id, None), its_project


def _check_depth(tree: FolderTree, level: Level, height: int) -> None:
    if tree.depth(level[0]) + height > DEEPEST:
        raise InvalidRequest(f"Folders can be {DEEPEST} levels deep.", hint="Choose a folder further up.")


def _movable(tree: FolderTree, new: NewFolder, level: Level, project_id: int | None) -> list[int]:
    """The folders that a new one can take in: those of its project that don't lead to it."""
    path = set[int]()
    step = level[0]
    while step is not None:
        path.add(step)
        step = tree.places[step].parent_id
    own = (each for each in dict.fromkeys(new.folder_ids) if each in tree.places and each not in path)
    return [each for each in own if tree.places[each].project_id == project_id]


def _stored(tree: FolderTree, ids: Sequence[int]) -> list[tuple[int, int]]:
    return [(each, tree.stored_position(each)) for each in ids]


async def _move(
    session: AsyncSession,
    user_id: int,
    tree: FolderTree,
    place: FolderPlace,
    level: Level,
    project_id: int | None,
    position: int | None,
) -> Sequence[FormerPlace]:
    if level != place.level:
        _check_depth(tree, level, tree.height(place.id))
        moved = update(FolderRow).where(col(FolderRow.id) == place.id).values(parent_folder_id=level[0])
        await session.execute(moved)
    elif position is None:
        return ()
    others = [each for each in tree.siblings(level) if each != place.id]
    await write_positions(session, stored_positions(_stored(tree, others), place.id, position))
    if level == place.level:
        return ()
    inside = tree.inside(place.id)
    await write_project(session, inside, project_id)
    if project_id == place.project_id:
        return ()
    return await _follow(session, user_id, inside, place.project_id, project_id)


async def _follow(
    session: AsyncSession, user_id: int, inside: Sequence[int], old: int | None, new: int | None
) -> Sequence[FormerPlace]:
    """Have the conversations of moved folders go into their new project, or out of the old one. Returns where they were."""
    found = await conversations_in(session, user_id, inside)
    moved = [each for each in found if each.project_id != new and (new is not None or each.project_id == old)]
    ids = [each.id for each in moved]
    await set_project(session, user_id, ids, new)
    await leave_other_projects(session, await read_tree(session, user_id), ids, new)
    return moved


async def _lift(session: AsyncSession, tree: FolderTree, place: FolderPlace) -> Sequence[int]:
    """Put the folders of a folder in its place. Returns them."""
    children = tree.siblings((place.id, None))
    if children:
        order = [*tree.siblings(place.level)]
        order[place.position : place.position + 1] = children
        await write_parent(session, children, place.parent_id)
        await write_positions(session, {each: number * STEP for number, each in enumerate(order)})
    # What an adopted file also calls its child would go with it.
    left = update(FolderRow).where(col(FolderRow.parent_folder_id) == place.id).values(parent_folder_id=None)
    await session.execute(left)
    return children


async def _empty(session: AsyncSession, folder_id: int, parent_id: int | None) -> None:
    """Move the conversations of a folder into another one, or just out of it."""
    its = col(FolderItemRow.folder_id) == folder_id
    if parent_id is not None:
        there = select(col(FolderItemRow.conversation_id)).where(col(FolderItemRow.folder_id) == parent_id)
        moved = update(FolderItemRow).where(its, col(FolderItemRow.conversation_id).not_in(there)).values(folder_id=parent_id)
        await session.execute(moved.execution_options(synchronize_session=False))
    await session.execute(delete(FolderItemRow).where(its))


async def _shown_in(session: AsyncSession, user_id: int, folder_id: int) -> Sequence[int]:
    query = (
        select(col(ConversationRow.id))
        .join(FolderItemRow, col(FolderItemRow.conversation_id) == col(ConversationRow.id))
        .where(col(FolderItemRow.folder_id) == folder_id, *owned_by(user_id))
    )
    return (await session.scalars(query.order_by(col(ConversationRow.id)).distinct())).all()


async def _existing(session: AsyncSession, user_id: int, ids: Sequence[int]) -> Sequence[int]:
    query = select(col(ConversationRow.id)).where(col(ConversationRow.id).in_(ids), *owned_by(user_id))
    return (await session.scalars(query)).all() if ids else ()
