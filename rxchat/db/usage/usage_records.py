"""Usage records: one row per call, failed ones included."""

from sqlalchemy import ColumnElement, Float, Insert, cast, insert, literal, select
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, MessageRow, UsageRow
from rxchat.domain.conversations import MessageStatus


def usage_of(answers: ColumnElement[bool], status: MessageStatus, *, failure_code: str | None = None) -> Insert:
    """Copy the usage of answers from their own rows, dated by the call."""
    copied = {
        "user_id": col(ConversationRow.user_id),
        "conversation_id": col(MessageRow.conversation_id),
        "message_id": col(MessageRow.id),
        "provider": col(MessageRow.provider),
        "model": col(MessageRow.model),
        "input_tokens": col(MessageRow.input_tokens),
        "output_tokens": col(MessageRow.output_tokens),
        "cache_read_tokens": col(MessageRow.cache_read_tokens),
        "cache_write_tokens": col(MessageRow.cache_write_tokens),
        "reasoning_tokens": col(MessageRow.reasoning_tokens),
        "cost_estimate": cast(col(MessageRow.cost), Float),
        "currency": col(MessageRow.currency),
        "latency_ms": col(MessageRow.latency_ms),
        "first_ms": col(MessageRow.first_ms),
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
