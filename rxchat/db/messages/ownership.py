"""When something last happened in a conversation, which conversations a filter lets through, and which there are not."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, case, func, literal, literal_column, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.column_types import UtcDateTime, utc_text
from rxchat.db.messages.message_counts import messages_in
from rxchat.db.messages.unfinished import is_unfinished
from rxchat.db.schema.core_tables import ConversationRow, MessageRow, UserRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.errors import NotFound

EPOCH: Final = datetime.fromtimestamp(0, UTC)
# An adopted conversation may have none of the dates, or only the older ones.
ACTIVITY: Final[ColumnElement[Any]] = func.coalesce(
    col(ConversationRow.last_message_at),
    col(ConversationRow.updated_at),
    col(ConversationRow.created_at),
    literal_column(f"'{utc_text(EPOCH)}'"),
    type_=UtcDateTime(),
)
ACTIVE_SECOND: Final = to_the_second(ACTIVITY)
"""The very expression of the index ix_conversations_recent."""
_SLACK: Final = timedelta(minutes=1)
"""By how much a clock may be set back without its own times being doubted."""


def is_ahead(now: datetime) -> ColumnElement[bool]:
    """Whether a conversation's last activity is in the future: it was written while the clock was ahead, or imported so."""
    return utc_text(now + _SLACK) < ACTIVE_SECOND


def active_at(now: datetime) -> ColumnElement[Any]:
    """When something last happened.

    A time in the future is not believed. In its place stands the latest past one of its messages, else its beginning, else the
    beginning of the conversation before or after it: their ids tell their order.
    """
    latest = utc_text(now + _SLACK)
    others = aliased(ConversationRow)
    this, other, other_begun = col(ConversationRow.id), col(others.id), col(others.created_at)

    def past(date: ColumnElement[Any], which: ColumnElement[bool], pick: Any = func.max) -> ColumnElement[Any]:
        moment = to_the_second(date)
        return select(pick(moment)).where(which, moment <= latest).correlate(ConversationRow).scalar_subquery()

    begun = to_the_second(cast(ColumnElement[Any], col(ConversationRow.created_at)))
    believed = func.coalesce(
        past(cast(ColumnElement[Any], col(MessageRow.created_at)), col(MessageRow.conversation_id) == this),
        case((begun <= latest, begun)),
        past(cast(ColumnElement[Any], other_begun), other < this),
        past(cast(ColumnElement[Any], other_begun), other > this, func.min),
        literal(utc_text(now)),
    )
    return type_coerce(case((is_ahead(now), believed), else_=ACTIVITY), UtcDateTime())


def no_conversation() -> NotFound:
    """The same for one that never was, was deleted, or is somebody else's."""
    return NotFound("There is no such conversation.", hint="It may have been deleted. Choose another one, or start a new chat.")


def owned_by(user_id: int, *, is_deleted: bool = False) -> tuple[ColumnElement[bool], ...]:
    """This person's conversations, deleted ones left out, or nothing but those."""
    whose, deleted = col(ConversationRow.user_id) == user_id, col(ConversationRow.is_deleted)
    return (whose, deleted.is_(True), ~is_unfinished()) if is_deleted else (whose, deleted.is_not(True))


def is_ownerless() -> ColumnElement[bool]:
    """Nobody's: an adopted file may name no person for a conversation, or one that is gone."""
    owner = col(ConversationRow.user_id)
    return or_(owner.is_(None), owner.not_in(select(col(UserRow.id))))


def _is_of(provider: str) -> ColumnElement[bool]:
    """What an adopted file leaves blank is told as Claude's, and so found as Claude's."""
    column = col(ConversationRow.provider)
    return or_(column.in_([provider, ""]), column.is_(None)) if provider == "claude" else column == provider


def let_through(user_id: int, wanted: ConversationFilter) -> tuple[ColumnElement[bool], ...]:
    """This person's conversations that a filter lets through."""
    conditions = list(owned_by(user_id, is_deleted=wanted.is_deleted))
    for column, value in (
        (col(ConversationRow.is_archived), wanted.is_archived),
        (col(ConversationRow.is_pinned), wanted.is_pinned),
    ):
        if value is not None:
            conditions.append(column.is_(True) if value else column.is_not(True))
    if wanted.provider is not None:
        conditions.append(_is_of(wanted.provider))
    if wanted.since is not None:
        conditions.append(utc_text(wanted.since) <= ACTIVE_SECOND)
    if wanted.until is not None:
        conditions.append(utc_text(wanted.until) > ACTIVE_SECOND)
    return tuple(conditions)


async def touch(session: AsyncSession, conversation_id: int, *, tokens: int = 0, **values: object) -> None:
    """Bring a conversation to the top, keep its counts once its messages are in, and set what else has changed with them."""
    now = datetime.now(UTC)
    values |= {
        "updated_at": now,
        "last_message_at": now,
        "message_count": messages_in(conversation_id),
        "token_count": func.coalesce(col(ConversationRow.token_count), 0) + tokens,
    }
    await session.execute(update(ConversationRow).where(col(ConversationRow.id) == conversation_id).values(**values))
