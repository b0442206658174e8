"""Reading order: which messages of a conversation with a single branch are visible, and in what order.

A retry adds a second answer to the same question. An answer's position is therefore its question's, and of several answers to one
question only the newest is visible. A history without parents is a flat list ordered by time: where an adopted file's ids
contradict the times, `rxchat_message_places` holds the positions. Answers that share one there are versions of each other.
`branch_repository.py` covers conversations with branches.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.schema.core_tables import MessagePositionRow, MessageRow
from rxchat.db.sqlite import NO_LIMIT
from rxchat.domain.messages import Role

IS_ANSWER: Final = col(MessageRow.role) == Role.ASSISTANT


def _position_of(message: type[MessageRow]) -> ColumnElement[int]:
    """Twice the id of the question (or of a parentless answer), plus one for an answer, so that it follows its question."""
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
    """For an answer: whether a later answer to the same question exists."""
    later = aliased(MessageRow)
    is_later = exists().where(
        col(later.parent_message_id) == col(MessageRow.parent_message_id),
        col(later.role) == Role.ASSISTANT,
        col(later.id) > col(MessageRow.id),
    )
    return or_(is_later, _shares_position(newer_only=True))


def _shares_position(*, newer_only: bool = False) -> ColumnElement[bool]:
    """Whether an answer has variations from the older program."""
    own, other, variation = aliased(MessagePositionRow), aliased(MessagePositionRow), aliased(MessageRow)
    ids = col(other.message_id), col(own.message_id)
    return exists().where(
        col(own.message_id) == col(MessageRow.id),
        col(other.place) == col(own.place),
        ids[0] > ids[1] if newer_only else ids[0] != ids[1],
        col(variation.id) == col(other.message_id),
        col(variation.role) == Role.ASSISTANT,
        col(variation.conversation_id) == col(MessageRow.conversation_id),
    )


def _parent() -> ColumnElement[int | None]:
    question = aliased(MessageRow)
    position = _position_of(question)
    answered = (
        select(col(question.id))
        .where(col(question.conversation_id) == col(MessageRow.conversation_id), col(question.role) != Role.ASSISTANT)
        .where(position < POSITION)
        .order_by(position.desc())
        .limit(1)
        .correlate(MessageRow)
        .scalar_subquery()
    )
    is_variation = and_(IS_ANSWER, col(MessageRow.parent_message_id).is_(None), _shares_position())
    return case((is_variation, answered), else_=col(MessageRow.parent_message_id))


PARENT: Final = _parent()
"""The parent of a message in a copy: that of a variation is the question, so that there it is a version as rxchat has them."""


async def newest_visible(
    session: AsyncSession, conversation_id: int, *, limit: int | None, before_id: int | None = None
) -> Sequence[int]:
    """The ids of the last visible messages, newest first; with `before_id` of those before it; all without a `limit`.

    The newest answer in the last position is never a replaced one: the first id is the parent of a new question.
    """
    values: dict[str, int] = {"conversation": conversation_id, "most": NO_LIMIT if limit is None else limit}
    if before_id is None:
        return (await session.scalars(_NEWEST, values)).all()
    return (await session.scalars(_NEWEST_BEFORE, values | {"before": before_id})).all()


def of_conversation(conversation_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a message is visible in the conversation at all."""
    # Adopted files may contain other roles, such as tools: they are kept but not shown.
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


# Prepared once: building this query takes ten times as long as running it, and it runs several times per turn.
_CONVERSATION: Final = bindparam("conversation", type_=Integer)
_NEWEST: Final = _newest()
_NEWEST_BEFORE: Final = _NEWEST.where(_before())
