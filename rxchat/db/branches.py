"""The branches of a conversation: which one is shown, and what other versions there are of its messages.

A conversation has one branch until a message is answered anew or edited. Up to then it is read as `reading_order.py` says, and
its `current_message_id` is NULL. With the second branch what was seen becomes the first one, each message the parent of the next:
from then on `parent_message_id` is the whole truth, and `current_message_id` says which branch is shown.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.activity import no_conversation, owned_by
from rxchat.db.engine import Database, carried_through
from rxchat.db.growing_answers import idle_conversation
from rxchat.db.reading_order import IS_ANSWER, PLACE, is_replaced, newest_visible, of_conversation
from rxchat.db.rows import ConversationRow, MessageRow
from rxchat.db.saved_messages import no_message
from rxchat.domain.messages import Role
from rxchat.domain.trees import MessageTree, Node

_SHOWN_ROLES: Final = frozenset(Role)


class BranchRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def versions(self, user_id: int, conversation_id: int) -> Mapping[int, Sequence[int]]:
        """Of each message that was said more than once the ids of all its versions, the oldest first."""
        async with self._database.session() as session:
            is_branched = await shown_end(session, user_id, conversation_id) is not None
            tree = await tree_of(session, conversation_id)
        return tree.versions(_SHOWN_ROLES if is_branched else {Role.ASSISTANT})

    @carried_through
    async def show(self, user_id: int, conversation_id: int, message_id: int) -> None:
        """Show the newest branch that goes through a message. Refused while an answer is being written."""
        async with self._database.transaction() as session:
            idle = await idle_conversation(session, user_id, conversation_id, self._database.open_answers)
            tree = await branched_tree(session, conversation_id, idle.end_id)
            if message_id not in tree:
                raise no_message()
            change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id)
            await session.execute(change.values(current_message_id=tree.newest_end_below(message_id)))


async def shown_end(session: AsyncSession, user_id: int, conversation_id: int) -> int | None:
    """The message that the shown branch ends with; None where there has only ever been one branch. Raises NotFound."""
    query = select(col(ConversationRow.id), col(ConversationRow.current_message_id))
    row = (await session.execute(query.where(col(ConversationRow.id) == conversation_id, *owned_by(user_id)))).one_or_none()
    if row is None:
        raise no_conversation()
    return row.current_message_id


async def shown_ids(
    session: AsyncSession, conversation_id: int, end_id: int | None, *, limit: int, before_id: int | None
) -> Sequence[int]:
    """The ids of the last messages shown, in reading order; with `before_id` the last of those that message follows."""
    if end_id is None:
        return (await newest_visible(session, conversation_id, limit=limit, before_id=before_id))[::-1]
    tree = await tree_of(session, conversation_id)
    branch = tree.branch_to(end_id) if before_id is None else tree.branch_to(before_id)[:-1]
    return [node.id for node in branch if node.role in _SHOWN_ROLES][-limit:]


async def ids_through(
    session: AsyncSession, conversation_id: int, end_id: int | None, message_id: int
) -> tuple[Sequence[int], bool]:
    """The ids of a whole branch in reading order: of the shown one (True) where a message is in that, else of the newest.

    The message itself is not among them where it is not to be seen.
    """
    if end_id is None:
        return (await newest_visible(session, conversation_id, limit=None))[::-1], True
    tree = await tree_of(session, conversation_id)
    branch = tree.branch_to(end_id)
    is_shown = any(node.id == message_id for node in branch)
    if not is_shown:
        branch = tree.branch_to(tree.newest_end_below(message_id))
    return [node.id for node in branch if node.role in _SHOWN_ROLES], is_shown


async def branched_tree(session: AsyncSession, conversation_id: int, end_id: int | None) -> MessageTree:
    """The tree of a conversation that is about to have another branch, or has some."""
    if end_id is None:
        await _make_first_branch(session, conversation_id)
    return await tree_of(session, conversation_id)


async def tree_of(session: AsyncSession, conversation_id: int) -> MessageTree:
    # Roles that are not ours are kept out of sight, but may stand between two messages.
    query = select(col(MessageRow.id), col(MessageRow.role), col(MessageRow.parent_message_id))
    rows = await session.execute(query.where(col(MessageRow.conversation_id) == conversation_id))
    return MessageTree(Node(id=row.id, parent_id=row.parent_message_id, role=row.role) for row in rows)


async def _make_first_branch(session: AsyncSession, conversation_id: int) -> None:
    """Let each message that is seen follow the one it is seen after, as it does in most histories already."""
    earlier = func.lag(col(MessageRow.id)).over(order_by=[PLACE, col(MessageRow.id)])
    seen = (
        select(col(MessageRow.id), earlier.label("earlier_id"))
        .where(of_conversation(conversation_id), or_(~IS_ANSWER, ~is_replaced()))
        .subquery("seen")
    )
    change = update(MessageRow).where(
        col(MessageRow.id) == seen.c.id, col(MessageRow.parent_message_id).is_distinct_from(seen.c.earlier_id)
    )
    await session.execute(change.values(parent_message_id=seen.c.earlier_id))
