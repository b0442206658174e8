"""Usage records: one row per call, failed ones included."""

from typing import Final

from sqlalchemy import ColumnElement, Float, Insert, cast, insert, literal, select
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, MessageRow, UsageRow
from rxchat.db.usage.metric_columns import METRIC_COLUMNS
from rxchat.domain.conversations import MessageStatus

RECORDED: Final = tuple(name for name in METRIC_COLUMNS if name in UsageRow.model_fields)
"""The metrics that a record has under the same name; the cost is its `cost_estimate`."""


def usage_of(answers: ColumnElement[bool], status: MessageStatus, *, failure_code: str | None = None) -> Insert:
    """Copy the usage of answers from their own rows, dated by the call."""
    copied = {
        "user_id": col(ConversationRow.user_id),
        "conversation_id": col(MessageRow.conversation_id),
        "message_id": col(MessageRow.id),
        "provider": col(MessageRow.provider),
        "model": col(MessageRow.model),
        **{name: getattr(MessageRow, name) for name in RECORDED},
        "cost_estimate": cast(col(MessageRow.cost), Float),
        "created_at": col(MessageRow.created_at),
        "status": literal(status.value),
        "failure_code": literal(failure_code),
    }
    source = (
        select(*copied.values())
        .select_from(MessageRow)
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(answers)
    )
    return insert(UsageRow).from_select(list(copied), source)
