"""Ancestors: the chain of parents above a message, found without reading the whole conversation."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.messages.message_mapping import no_message
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import Role

_AT_ONCE: Final = 1000
"""Rows read before control returns to the event loop."""


async def parent_of_question(session: AsyncSession, conversation_id: int, message_id: int) -> int | None:
    """The parent that another version of a question shares. Raises NotFound, or InvalidRequest if it isn't a question."""
    parent = aliased(MessageRow)
    is_parent = (col(parent.id) == col(MessageRow.parent_message_id)) & (col(parent.conversation_id) == conversation_id)
    query = select(col(MessageRow.role), col(parent.id)).outerjoin(parent, is_parent)
    query = query.where(col(MessageRow.id) == message_id, col(MessageRow.conversation_id) == conversation_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise no_message()
    role, parent_id = row
    if role != Role.USER:
        raise InvalidRequest("You can only edit your own messages.", hint="Send a new message instead.")
    return parent_id


async def question_of(session: AsyncSession, conversation_id: int, message_id: int) -> int:
    """The id of the message itself if it is a question, else of its nearest question. Raises InvalidRequest if there is none."""
    columns = (MessageRow.id, MessageRow.role, MessageRow.parent_message_id)
    in_conversation = col(MessageRow.conversation_id) == conversation_id
    start = select(*map(col, columns)).where(in_conversation, col(MessageRow.id) == message_id)
    above = start.cte("above", recursive=True)
    step = select(*map(col, columns)).where(
        in_conversation, col(MessageRow.id) == above.c.parent_message_id, above.c.role != Role.USER
    )
    # UNION drops duplicates, so the recursion ends even where an adopted file's parents form a cycle.
    above = above.union(step)
    rows = (await session.execute(select(above.c.id, above.c.role))).all()
    if not rows:
        raise no_message()
    question_id = next((row.id for row in rows if row.role == Role.USER), None)
    role = next(row.role for row in rows if row.id == message_id)
    if question_id is None or role not in (Role.USER, Role.ASSISTANT):
        raise InvalidRequest("There's nothing to retry here.", hint="Send a new message instead.")
    return question_id


async def shown_above(session: AsyncSession, conversation_id: int, message_id: int, *, limit: int | None = None) -> Sequence[int]:
    """The visible ids of a message and its ancestors, nearest first. A cycle is cut at its oldest message."""
    in_conversation = col(MessageRow.conversation_id) == conversation_id
    is_shown = case((col(MessageRow.role).in_(list(Role)), 1), else_=0)
    count = select(func.count(col(MessageRow.id))).where(in_conversation).scalar_subquery()
    columns = (col(MessageRow.id), col(MessageRow.parent_message_id), is_shown.label("is_shown"))
    start = select(*columns, is_shown.label("shown"), literal(1).label("depth"))
    above = start.where(in_conversation, col(MessageRow.id) == message_id).cte("above", recursive=True)
    step = select(*columns, above.c.shown + is_shown, above.c.depth + 1)
    step = step.where(in_conversation, col(MessageRow.id) == above.c.parent_message_id, above.c.depth <= count)
    above = above.union_all(step if limit is None else step.where(above.c.shown < limit))
    query = select(above.c.id).where(above.c.is_shown == 1).order_by(above.c.depth)
    ids: list[int] = []
    async for some in (await session.stream_scalars(query.execution_options(yield_per=_AT_ONCE))).partitions():
        ids += some
    return _cut(ids)


def _cut(ids: list[int]) -> list[int]:
    at: dict[int, int] = {}
    for index, id_ in enumerate(ids):
        if id_ in at:
            return ids[: at[min(ids[at[id_] : index])] + 1]
        at[id_] = index
    return ids
