"""Message trash: messages that were deleted from a conversation, and can still be restored.

A message is deleted with all below it, in every branch: later messages build on it, and joining them to what came before would
leave two questions in a row. For the same reason the only answer to a question takes the question along. They become a
conversation in the trash, so they expire and are restored or erased as deleted conversations are.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import CTE, delete, func, insert, label, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.column_types import UtcDateTime, read_object
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.branch_repository import newest_end_below
from rxchat.db.messages.first_branches import make_first_branch, prepare_first_branch
from rxchat.db.messages.message_counts import messages_in
from rxchat.db.messages.message_mapping import no_message
from rxchat.db.messages.streaming import idle_conversation
from rxchat.db.messages.turns import conversation_of
from rxchat.db.messages.unfinished import is_unfinished
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.domain.conversations import DeletedMessages
from rxchat.domain.messages import Role

_ORIGIN: Final = "deleted_from"
"""The member of the settings that names the conversation they were deleted from."""
_COPIED: Final = ("user_id", "project_id", "model", "provider")


class MessageTrashRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def delete(self, user_id: int, message_id: int) -> DeletedMessages:
        """Move the message and all below it to the trash. Raises NotFound, or InvalidRequest while an answer is being written."""
        async with self._database.session() as reading:
            conversation_id = await conversation_of(reading, user_id, message_id)
        first_branch = await prepare_first_branch(self._database, user_id, conversation_id)
        async with self._database.transaction() as session:
            idle = await idle_conversation(session, user_id, conversation_id, self._database.open_answers)
            if idle.end_id is None:
                await make_first_branch(session, conversation_id, first_branch)
            top_id, parent_id = await _top(session, conversation_id, message_id)
            trash_id = await _new_trash(session, conversation_id)
            below = _below(conversation_id, top_id)
            count = await _move(session, conversation_id, trash_id, col(MessageRow.id).in_(select(below.c.id)))
            await _show(session, conversation_id, parent_id)
            await _count(session, trash_id)
        return DeletedMessages(conversation_id=conversation_id, message_id=top_id, count=count)

    @run_to_completion
    async def restore(self, user_id: int, message_id: int) -> int:
        """Bring deleted messages back to their conversation, show their branch, and return the conversation's id.

        Raises NotFound if either is gone, or InvalidRequest while an answer is being written there.
        """
        query = (
            select(col(MessageRow.conversation_id), col(ConversationRow.settings))
            .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
            .where(
                col(MessageRow.id) == message_id,
                col(ConversationRow.user_id) == user_id,
                col(ConversationRow.is_deleted).is_(True),
                ~is_unfinished(),
            )
        )
        async with self._database.transaction() as session:
            row = (await session.execute(query)).one_or_none()
            origin = None if row is None else read_object(row.settings).get(_ORIGIN)
            if row is None or not isinstance(origin, int):
                raise no_message()
            await idle_conversation(session, user_id, origin, self._database.open_answers)
            await _move(session, row.conversation_id, origin)
            await session.execute(delete(ConversationRow).where(col(ConversationRow.id) == row.conversation_id))
            await _show(session, origin, message_id)
        return origin


async def _top(session: AsyncSession, conversation_id: int, message_id: int) -> tuple[int, int | None]:
    """The message to delete, and its parent: for the only answer to a question these are the question's."""
    parent, sibling = aliased(MessageRow), aliased(MessageRow)
    others = (
        select(func.count(col(sibling.id)))
        .where(
            col(sibling.conversation_id) == conversation_id,
            col(sibling.parent_message_id) == col(MessageRow.parent_message_id),
            col(sibling.id) != col(MessageRow.id),
        )
        .correlate(MessageRow)
        .scalar_subquery()
    )
    is_parent = (col(parent.id) == col(MessageRow.parent_message_id)) & (col(parent.conversation_id) == conversation_id)
    query = select(
        col(MessageRow.role),
        label("parent_id", col(parent.id)),
        label("parent_role", col(parent.role)),
        label("above_id", col(parent.parent_message_id)),
        label("others", others),
    ).outerjoin(parent, is_parent)
    which = (col(MessageRow.id) == message_id, col(MessageRow.conversation_id) == conversation_id)
    row = (await session.execute(query.where(*which))).one_or_none()
    if row is None:
        raise no_message()
    if row.role == Role.ASSISTANT and row.parent_role == Role.USER and not row.others:
        return row.parent_id, row.above_id
    return message_id, row.parent_id


def _below(conversation_id: int, top_id: int) -> CTE:
    """The message and all below it. UNION ends the recursion also where an adopted file's parents form a cycle."""
    in_conversation = col(MessageRow.conversation_id) == conversation_id
    below = select(col(MessageRow.id)).where(in_conversation, col(MessageRow.id) == top_id).cte("below", recursive=True)
    return below.union(select(col(MessageRow.id)).where(in_conversation, col(MessageRow.parent_message_id) == below.c.id))


async def _new_trash(session: AsyncSession, conversation_id: int) -> int:
    now = literal(datetime.now(UTC), UtcDateTime())
    title = func.coalesce(func.nullif(col(ConversationRow.title), ""), "New chat").concat(" (deleted messages)")
    values: dict[str, Any] = {name: getattr(ConversationRow, name) for name in _COPIED}
    values |= dict.fromkeys(("created_at", "updated_at", "last_message_at", "trashed_at"), now)
    values |= {"title": title, "is_deleted": literal(True), "settings": literal(json.dumps({_ORIGIN: conversation_id}))}
    source = select(*values.values()).where(col(ConversationRow.id) == conversation_id)
    new = insert(ConversationRow).from_select(list(values), source).returning(col(ConversationRow.id))
    return (await session.execute(new)).scalar_one()


async def _move(session: AsyncSession, from_id: int, to_id: int, *which: Any) -> int:
    """Move messages and their artifacts to another conversation. Returns how many messages."""
    messages = update(MessageRow).where(col(MessageRow.conversation_id) == from_id, *which).values(conversation_id=to_id)
    moved = (await session.scalars(messages.returning(col(MessageRow.id)))).all()
    there = select(col(MessageRow.id)).where(col(MessageRow.conversation_id) == to_id)
    artifacts = update(ArtifactRow).where(col(ArtifactRow.conversation_id) == from_id, col(ArtifactRow.message_id).in_(there))
    await session.execute(artifacts.values(conversation_id=to_id))
    return len(moved)


async def _show(session: AsyncSession, conversation_id: int, message_id: int | None) -> None:
    """Show the newest branch through the message, or the newest of all, and count the messages. None is left of an empty one."""
    newest = select(func.max(col(MessageRow.id))).where(
        col(MessageRow.conversation_id) == conversation_id, col(MessageRow.role).in_(list(Role))
    )
    through = await session.scalar(newest) if message_id is None else message_id
    end_id = None if through is None else await newest_end_below(session, conversation_id, through)
    await _count(session, conversation_id, current_message_id=end_id)


async def _count(session: AsyncSession, conversation_id: int, **values: object) -> None:
    change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id)
    await session.execute(change.values(message_count=messages_in(conversation_id), **values))
