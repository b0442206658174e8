"""Branches: which branch of a conversation is shown, and the versions of its messages.

A conversation has a single branch until a message is retried or edited. Until then its order is the one in `reading_order.py`,
and `current_message_id` is NULL. With the second branch, the visible messages become the first one, each the parent of the next;
from then on `parent_message_id` defines the tree and `current_message_id` the end of the shown branch.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, and_, case, exists, func, label, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ancestors import shown_above
from rxchat.db.messages.first_branches import make_first_branch, prepare_first_branch
from rxchat.db.messages.message_mapping import no_message
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.messages.reading_order import IS_ANSWER, newest_visible
from rxchat.db.messages.streaming import idle_conversation
from rxchat.db.schema.core_tables import ConversationRow, MessagePositionRow, MessageRow
from rxchat.domain.messages import Role


class BranchRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def show(self, user_id: int, conversation_id: int, message_id: int) -> None:
        """Show the newest branch that contains the message. Raises InvalidRequest while an answer is being written."""
        first_branch = await prepare_first_branch(self._database, user_id, conversation_id)
        async with self._database.transaction() as session:
            idle = await idle_conversation(session, user_id, conversation_id, self._database.open_answers)
            if idle.end_id is None:
                await make_first_branch(session, conversation_id, first_branch)
            end_id = await newest_end_below(session, conversation_id, message_id)
            change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id)
            await session.execute(change.values(current_message_id=end_id))


async def shown_end(session: AsyncSession, user_id: int, conversation_id: int) -> int | None:
    """The last message of the shown branch; None for a conversation with a single branch. Raises NotFound."""
    query = select(col(ConversationRow.id), col(ConversationRow.current_message_id))
    row = (await session.execute(query.where(col(ConversationRow.id) == conversation_id, *owned_by(user_id)))).one_or_none()
    if row is None:
        raise no_conversation()
    return row.current_message_id


async def shown_ids(
    session: AsyncSession, conversation_id: int, end_id: int | None, *, limit: int, before_id: int | None
) -> Sequence[int]:
    """The ids of the last messages shown, in reading order; with `before_id` the last of its ancestors."""
    if end_id is None:
        return (await newest_visible(session, conversation_id, limit=limit, before_id=before_id))[::-1]
    ids = await shown_above(session, conversation_id, end_id if before_id is None else before_id, limit=limit + 1)
    return [id_ for id_ in ids if id_ != before_id][:limit][::-1]


async def ids_through(
    session: AsyncSession, conversation_id: int, end_id: int | None, message_id: int
) -> tuple[Sequence[int], bool]:
    """The ids of the branch that contains the message, in reading order, and whether it is the shown one.

    A message that isn't visible is missing from its branch.
    """
    if end_id is None:
        return (await newest_visible(session, conversation_id, limit=None))[::-1], True
    ids = await shown_above(session, conversation_id, end_id)
    if message_id in ids:
        return ids[::-1], True
    end_id = await newest_end_below(session, conversation_id, message_id)
    return (await shown_above(session, conversation_id, end_id))[::-1], False


async def versions_in(session: AsyncSession, conversation_id: int, *, is_branched: bool) -> Mapping[int, Sequence[int]]:
    """For each message with several versions, the ids of all its versions, oldest first.

    Answers without a parent belong to a flat history. They are versions of each other only where the older program says so.
    """
    same: dict[tuple[int | None, str], list[int]] = {}
    for row in await session.execute(_versions(conversation_id, is_branched=is_branched)):
        same.setdefault((row.parent_id, row.role), []).append(row.id)
    return {id_: ids for ids in same.values() for id_ in ids}


def _versions(conversation_id: int, *, is_branched: bool) -> Select[int, str, int | None]:
    """Messages that share parent and role. A parent in another conversation counts as none.

    In a conversation without branches, answers that share a position are versions, too: it stands for the parent, below zero.
    """
    parent = aliased(MessageRow)
    is_parent = and_(col(parent.id) == col(MessageRow.parent_message_id), col(parent.conversation_id) == conversation_id)
    roles = list(Role) if is_branched else [Role.ASSISTANT]
    own = aliased(MessagePositionRow)
    parent_id = col(parent.id) if is_branched else func.coalesce(-col(own.place), col(parent.id))
    follows = or_(parent_id.is_not(None), ~IS_ANSWER)
    said = (
        select(
            col(MessageRow.id),
            col(MessageRow.role),
            label("parent_id", parent_id),
            func.count().over(partition_by=[parent_id, col(MessageRow.role)]).label("count"),
        )
        .outerjoin(parent, is_parent)
        .where(col(MessageRow.conversation_id) == conversation_id, col(MessageRow.role).in_(roles), follows)
    )
    if not is_branched:
        said = said.outerjoin(own, col(own.message_id) == col(MessageRow.id))
    found = said.subquery("said")
    return select(found.c.id, found.c.role, found.c.parent_id).where(found.c.count > 1).order_by(found.c.id)


async def newest_end_below(session: AsyncSession, conversation_id: int, message_id: int) -> int:
    """The end of the newest branch that contains the message. Raises NotFound for a message of another conversation."""
    in_conversation = col(MessageRow.conversation_id) == conversation_id
    below = select(col(MessageRow.id)).where(in_conversation, col(MessageRow.id) == message_id).cte("below", recursive=True)
    below = below.union(select(col(MessageRow.id)).where(in_conversation, col(MessageRow.parent_message_id) == below.c.id))
    follower = aliased(MessageRow)
    is_followed = exists().where(col(follower.conversation_id) == conversation_id, col(follower.parent_message_id) == below.c.id)
    newest, newest_end = func.max(below.c.id), func.max(case((~is_followed, below.c.id)))
    row = (await session.execute(select(newest, newest_end).select_from(below))).one()
    if row[0] is None:
        raise no_message()
    return row[0] if row[1] is None else row[1]  # a cycle has no end
