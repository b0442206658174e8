"""Which messages of a conversation are seen, and in what order, as long as it has only one branch: `branches.py` has the rest.

A retry keeps the old answer and adds a new one to the same question. So an answer's place is that of its question, and of several
answers to one question the newest is seen. A history whose messages have no parents is a flat list in the order of their times:
an adopted one whose ids tell another order has the places of its messages written down in `rxchat_message_places`.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.schema.core_tables import MessagePositionRow, MessageRow
from rxchat.domain.messages import Role

IS_ANSWER: Final = col(MessageRow.role) == Role.ASSISTANT


def _position_of(message: type[MessageRow]) -> ColumnElement[int]:
    """Twice the id of the question, or what stands for it, and one more for an answer: whatever its id, it comes after."""
    is_answer = case((col(message.role) == Role.ASSISTANT, 1), else_=0)
    id_ = case((is_answer == 1, func.coalesce(col(message.parent_message_id), col(message.id))), else_=col(message.id))
    written = (
        select(col(MessagePositionRow.place))
        .where(col(MessagePositionRow.message_id) == id_)
        .correlate(message)
        .scalar_subquery()
    )
    return func.coalesce(written, id_) * 2 + is_answer


POSITION: Final = _position_of(MessageRow)


def is_replaced() -> ColumnElement[bool]:
    """For an answer: whether a later one to the same question is seen in its place."""
    later = aliased(MessageRow)
    return exists().where(
        col(later.parent_message_id) == col(MessageRow.parent_message_id),
        col(later.role) == Role.ASSISTANT,
        col(later.id) > col(MessageRow.id),
    )


async def newest_visible(
    session: AsyncSession, conversation_id: int, *, limit: int | None, before_id: int | None = None
) -> Sequence[int]:
    """The ids of the last messages seen, newest first; with `before_id` of those that stand before it. Without a `limit` all."""
    values: dict[str, int] = {"conversation": conversation_id, "most": _NO_LIMIT if limit is None else limit}
    if before_id is None:
        return (await session.scalars(_NEWEST, values)).all()
    return (await session.scalars(_NEWEST_BEFORE, values | {"before": before_id})).all()


def last_visible(conversation_id: int) -> Select[int]:
    """The id of the last message seen: the newest of the answers in the last place is never a replaced one."""
    return (
        select(col(MessageRow.id))
        .where(of_conversation(conversation_id))
        .order_by(POSITION.desc(), col(MessageRow.id).desc())
        .limit(1)
    )


def of_conversation(conversation_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a message is shown there at all."""
    # An adopted file may hold roles that are not ours, such as a tool's: they are kept and not shown.
    return and_(col(MessageRow.conversation_id) == conversation_id, col(MessageRow.role).in_(list(Role)))


def _newest() -> Select[int]:
    return (
        select(col(MessageRow.id))
        .where(of_conversation(_CONVERSATION), or_(~IS_ANSWER, ~is_replaced()))
        .order_by(POSITION.desc(), col(MessageRow.id).desc())
        .limit(bindparam("most", type_=Integer))
    )


def _before() -> ColumnElement[bool]:
    before = bindparam("before", type_=Integer)
    place = select(POSITION).where(of_conversation(_CONVERSATION), col(MessageRow.id) == before).scalar_subquery()
    return or_(place > POSITION, and_(place == POSITION, col(MessageRow.id) < before))


# A conversation is read several times per turn, and to put this query together takes ten times as long as to ask it.
_CONVERSATION: Final = bindparam("conversation", type_=Integer)
_NO_LIMIT: Final = -1  # in SQLite's words
_NEWEST: Final = _newest()
_NEWEST_BEFORE: Final = _NEWEST.where(_before())
