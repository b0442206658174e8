"""First branches: linking a flat conversation, so that each visible message is the parent of the next.

Needed before the second branch. A long conversation is prepared in batches beforehand, so that other users' messages are saved in
between: parents that don't change the reading order are set early, the few others with the turn that starts the second branch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Select, Subquery, and_, case, exists, func, label, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.parents import set_parents
from rxchat.db.messages.reading_order import IS_ANSWER, POSITION, is_replaced, of_conversation
from rxchat.db.schema.core_tables import ConversationRow, MessagePositionRow, MessageRow
from rxchat.db.write_batches import WriteBatches
from rxchat.domain.messages import Role

_AT_ONCE: Final = 1000
"""Rows read before control returns to the event loop."""

Fingerprint = tuple[int, int | None]


@dataclass(slots=True)
class _Parents:
    """New parents by message: `early` may be set at any time, `late` only together with the new branch."""

    early: list[tuple[int, int | None]] = field(default_factory=list[tuple[int, int | None]])
    late: dict[int, int | None] = field(default_factory=dict[int, int | None])


@dataclass(frozen=True, slots=True)
class FirstBranch:
    """What remains to be set, valid as long as the conversation has this fingerprint."""

    fingerprint: Fingerprint
    late: Mapping[int, int | None]


async def prepare_first_branch(database: Database, user_id: int, conversation_id: int) -> FirstBranch | None:
    """Set the early parents. None if there are branches already, or the user has no such conversation."""
    found = await _read(database, user_id, conversation_id)
    if found is None:
        return None
    fingerprint, parents = found
    for piece in WriteBatches(parents.early):
        await _set(database, piece)
    return FirstBranch(fingerprint, parents.late)


async def make_first_branch(session: AsyncSession, conversation_id: int, prepared: FirstBranch | None) -> None:
    """Set the remaining parents, or all of them if the conversation has changed since it was prepared."""
    if prepared is not None and prepared.fingerprint == await _fingerprint(session, conversation_id):
        await set_parents(session, prepared.late)
        return
    parents = await _parents(session, conversation_id)
    await set_parents(session, dict(parents.early) | parents.late)


@run_to_completion
async def _read(database: Database, user_id: int, conversation_id: int) -> tuple[Fingerprint, _Parents] | None:
    query = select(col(ConversationRow.current_message_id))
    query = query.where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
    async with database.session() as session:
        row = (await session.execute(query)).one_or_none()
        if row is None or row.current_message_id is not None:
            return None
        return await _fingerprint(session, conversation_id), await _parents(session, conversation_id)


@run_to_completion
async def _set(database: Database, piece: Sequence[tuple[int, int | None]]) -> None:
    async with database.transaction() as session:
        await set_parents(session, dict(piece))


async def _fingerprint(session: AsyncSession, conversation_id: int) -> Fingerprint:
    """The number of messages and the newest id: both change with every message."""
    query = select(func.count(col(MessageRow.id)), func.max(col(MessageRow.id)))
    count, newest = (await session.execute(query.where(col(MessageRow.conversation_id) == conversation_id))).one()
    return count, newest


async def _parents(session: AsyncSession, conversation_id: int) -> _Parents:
    """The visible messages whose parent isn't the message they are shown after; few histories have many."""
    order = [POSITION, col(MessageRow.id)]
    shown = (
        select(
            col(MessageRow.id),
            col(MessageRow.conversation_id),
            label("parent_id", col(MessageRow.parent_message_id)),
            IS_ANSWER.label("is_answer"),
            func.lag(col(MessageRow.id)).over(order_by=order).label("earlier_id"),
            func.lag(case((IS_ANSWER, 1), else_=0)).over(order_by=order).label("follows_answer"),
            func.row_number().over(order_by=order).label("number"),
        )
        .where(of_conversation(conversation_id), or_(~IS_ANSWER, ~is_replaced()))
        .subquery("shown")
    )
    answer = aliased(MessageRow)
    has_answer = exists().where(col(answer.parent_message_id) == shown.c.earlier_id, col(answer.role) == Role.ASSISTANT)
    query = (
        select(shown, has_answer.label("has_answer"))
        .where(shown.c.parent_id.is_distinct_from(shown.c.earlier_id))
        .order_by(shown.c.number)
    )
    parents, followed = _Parents(), set[int]()
    rows = await session.stream(query.execution_options(yield_per=_AT_ONCE))
    async for some in rows.partitions():
        for row in some:
            # A question's position depends on its own id. An answer without a parent moves right after the message it is shown
            # after: the order stays as long as that message keeps its position and has no other answer.
            is_alone = row.parent_id is None and not row.has_answer and (not row.follows_answer or row.earlier_id in followed)
            if row.is_answer and not is_alone:
                parents.late[row.id] = row.earlier_id
                continue
            parents.early.append((row.id, row.earlier_id))
            if row.is_answer:
                followed.add(row.id)
    parents.late |= {row.id: row.earlier_id for row in await session.execute(_variations(shown))}
    return parents


def _variations(shown: Subquery) -> Select[int, int | None]:
    """Older variations of the visible answers, with the message that these are shown after."""
    own, other, variation = aliased(MessagePositionRow), aliased(MessagePositionRow), aliased(MessageRow)
    return (
        select(col(variation.id), shown.c.earlier_id)
        .select_from(shown)
        .join(own, col(own.message_id) == shown.c.id)
        .join(other, and_(col(other.place) == col(own.place), col(other.message_id) < col(own.message_id)))
        .join(variation, col(variation.id) == col(other.message_id))
        .where(
            shown.c.is_answer, col(variation.role) == Role.ASSISTANT, shown.c.conversation_id == col(variation.conversation_id)
        )
    )
