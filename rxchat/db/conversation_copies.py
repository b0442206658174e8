"""A conversation once more, with all its messages or with those on the way to one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, Text, bindparam, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.columns import UtcDateTime
from rxchat.db.message_counts import messages_in
from rxchat.db.reading_order import PLACE
from rxchat.db.rows import ConversationRow, MessageRow
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import Role

_CONVERSATION: Final = ("user_id", "project_id", "model", "provider", "settings", "token_count")
_READING: Final = (PLACE, col(MessageRow.id))
_NOT_COPIED: Final = {"id", "conversation_id", "parent_message_id"}


async def copy_conversation(session: AsyncSession, conversation_id: int, title: str) -> int:
    """The id of the copy. The calls it came from were made once, so usage is not copied; nor is an answer still growing."""
    end = select(col(ConversationRow.current_message_id)).where(col(ConversationRow.id) == conversation_id).scalar_subquery()
    return await _copy(session, conversation_id, {"title": title}, (), end)


async def copy_path(
    session: AsyncSession, conversation_id: int, path: Sequence[int], new: Mapping[str, str | None], *, is_branched: bool
) -> int:
    """The same with no other messages than these. `new` are values that are other ones in the copy."""
    of_path = col(MessageRow.id).in_(bindparam("path", path, expanding=True, literal_execute=True))  # there may be very many
    copy_id = await _copy(session, conversation_id, new, (of_path,), literal(path[-1]) if is_branched else None)
    of_copy = (col(MessageRow.conversation_id) == copy_id, col(MessageRow.role) == Role.ASSISTANT)
    tokens = func.coalesce(col(MessageRow.input_tokens), 0) + func.coalesce(col(MessageRow.output_tokens), 0)
    values: dict[str, Any] = {
        name: func.coalesce(
            select(getattr(MessageRow, name)).where(*of_copy).order_by(col(MessageRow.id).desc()).limit(1).scalar_subquery(),
            getattr(ConversationRow, name),
        )
        for name in ("provider", "model")
    }
    values["token_count"] = select(func.coalesce(func.sum(tokens), 0)).where(*of_copy).scalar_subquery()
    await session.execute(update(ConversationRow).where(col(ConversationRow.id) == copy_id).values(**values))
    return copy_id


async def _copy(
    session: AsyncSession,
    conversation_id: int,
    new: Mapping[str, str | None],
    which: tuple[ColumnElement[bool], ...],
    end: ColumnElement[int] | None,
) -> int:
    """`which` messages are copied; `end` is the one that the shown branch ends with, None where there is no other branch."""
    finished = (
        col(MessageRow.conversation_id) == conversation_id,
        col(MessageRow.status).is_distinct_from(MessageStatus.STREAMING),
        *which,
    )
    now = datetime.now(UTC)
    copied: dict[str, Any] = {name: getattr(ConversationRow, name) for name in _CONVERSATION}
    copied |= {name: literal(value, Text()) for name, value in new.items()}
    copied |= dict.fromkeys(("created_at", "updated_at", "last_message_at"), literal(now, UtcDateTime()))
    source = select(*copied.values()).where(col(ConversationRow.id) == conversation_id)
    inserted = insert(ConversationRow).from_select(list(copied), source)
    copy_id: int = (await session.execute(inserted.returning(col(ConversationRow.id)))).scalar_one()
    await _copy_messages(session, finished, copy_id)
    counted = update(ConversationRow).where(col(ConversationRow.id) == copy_id).values(message_count=messages_in(copy_id))
    await session.execute(counted)
    if end is not None:
        await _show_the_same(session, finished, copy_id, end)
    return copy_id


async def _copy_messages(session: AsyncSession, which: tuple[Any, ...], copy_id: int) -> None:
    """In reading order, so that the nth copy is that of the nth message: by that, parents are found again."""
    names = [name for name in MessageRow.model_fields if name not in _NOT_COPIED]
    source = select(literal(copy_id), *(getattr(MessageRow, name) for name in names)).where(*which).order_by(*_READING)
    await session.execute(insert(MessageRow).from_select(["conversation_id", *names], source))
    old = _numbered("old", _READING, *which)
    new = _numbered("new", (col(MessageRow.id),), col(MessageRow.conversation_id) == copy_id)
    pair = select(old.c.id.label("old_id"), new.c.id.label("new_id")).join(new, new.c.number == old.c.number).subquery("pair")
    child = (
        select(new.c.id.label("child_id"), pair.c.new_id.label("parent_id"))
        .join(old, old.c.number == new.c.number)
        .join(pair, pair.c.old_id == old.c.parent_message_id)
        .subquery("child")
    )
    await session.execute(
        update(MessageRow).where(col(MessageRow.id) == child.c.child_id).values(parent_message_id=child.c.parent_id)
    )


async def _show_the_same(session: AsyncSession, which: tuple[Any, ...], copy_id: int, end: ColumnElement[int]) -> None:
    """The branch shown; up to the question, where it ends with an answer that still grows."""
    question = select(col(MessageRow.parent_message_id)).where(col(MessageRow.id) == end).scalar_subquery()
    old, new = (
        _numbered("old", _READING, *which),
        _numbered("new", (col(MessageRow.id),), col(MessageRow.conversation_id) == copy_id),
    )
    shown = (
        select(new.c.id)
        .join(old, old.c.number == new.c.number)
        .where(old.c.id.in_([end, question]))
        .order_by((old.c.id == end).desc())
        .limit(1)
    )
    change = update(ConversationRow).where(col(ConversationRow.id) == copy_id)
    await session.execute(change.values(current_message_id=shown.scalar_subquery()))


def _numbered(name: str, order: tuple[Any, ...], *which: Any) -> Subquery:
    number = func.row_number().over(order_by=order).label("number")
    return select(col(MessageRow.id), col(MessageRow.parent_message_id), number).where(*which).subquery(name)
