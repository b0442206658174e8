"""Last activity: the time that orders the list of conversations."""

from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, String, bindparam, case, func, literal_column, select, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxchat.db.column_types import UtcDateTime, utc_text
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.timestamps import EPOCH

# A conversation in an adopted file may lack all of these dates, or the newer ones.
ACTIVITY: Final[ColumnElement[Any]] = func.coalesce(
    col(ConversationRow.last_message_at),
    col(ConversationRow.updated_at),
    col(ConversationRow.created_at),
    literal_column(f"'{utc_text(EPOCH)}'"),
    type_=UtcDateTime(),
)
ACTIVE_SECOND: Final = to_the_second(ACTIVITY)
"""The exact expression of the index ix_conversations_recent."""
_OTHERS: Final = aliased(ConversationRow)  # made once: its columns take longer than the rest of a query
_SLACK: Final = timedelta(minutes=1)
"""Tolerance for a clock that is set back a little."""


_NOW: Final = bindparam("now", type_=String)
_LATEST: Final = bindparam("latest", type_=String)
IS_AHEAD: Final[ColumnElement[bool]] = ACTIVE_SECOND > _LATEST
"""Whether the last activity is in the future: written while the clock was ahead, or imported so. Executed with `moments`."""


def moments(now: datetime) -> dict[str, str]:
    """The parameters of a statement with IS_AHEAD or ACTIVE_AT."""
    return {"now": utc_text(now), "latest": utc_text(now + _SLACK)}


def _believed() -> ColumnElement[Any]:
    """In place of a time in the future: the latest message before now, else the conversation's creation, else the creation of its
    neighbours by id, else now.
    """
    this, other, other_created = col(ConversationRow.id), col(_OTHERS.id), col(_OTHERS.created_at)

    def latest_before_now(date: ColumnElement[Any], which: ColumnElement[bool], pick: Any = func.max) -> ColumnElement[Any]:
        moment = to_the_second(date)
        return select(pick(moment)).where(which, moment <= _LATEST).correlate(ConversationRow).scalar_subquery()

    created = to_the_second(cast(ColumnElement[Any], col(ConversationRow.created_at)))
    return func.coalesce(
        latest_before_now(cast(ColumnElement[Any], col(MessageRow.created_at)), col(MessageRow.conversation_id) == this),
        case((created <= _LATEST, created)),
        latest_before_now(cast(ColumnElement[Any], other_created), other < this),
        latest_before_now(cast(ColumnElement[Any], other_created), other > this, func.min),
        _NOW,
    )


ACTIVE_AT: Final[ColumnElement[Any]] = type_coerce(case((IS_AHEAD, _believed()), else_=ACTIVITY), UtcDateTime())
"""The time of the last activity, as `UtcDateTime`. Made once, as it takes longer than the statement. Executed with `moments`."""
