"""Answer details: model, status, token counts and failure, on messages and on calls."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, create_index, drop_columns, drop_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def columns(words: str, numbers: str) -> list[sa.Column[Any]]:
    status = sa.Column("status", sa.Text, server_default=sa.text("'complete'"))
    return [
        status,
        *(sa.Column(name, sa.Text) for name in words.split()),
        *(sa.Column(name, sa.Integer) for name in numbers.split()),
    ]


MESSAGES = columns(
    "model thinking error raw_finish_reason cost currency",
    "input_tokens output_tokens cache_read_tokens cache_write_tokens reasoning_tokens latency_ms first_ms",
)
USAGE = columns("failure_code currency", "cache_read_tokens cache_write_tokens reasoning_tokens latency_ms first_ms")


def upgrade() -> None:
    add_missing_columns("messages", MESSAGES)
    add_missing_columns("usage_tracking", USAGE)
    create_index("ix_messages_reading", "messages", "conversation_id", "id", "role", "parent_message_id")
    create_index("ix_messages_parent", "messages", "parent_message_id")
    create_index("ix_messages_streaming", "messages", "status", where="status = 'streaming'")


def downgrade() -> None:
    for index in ("ix_messages_streaming", "ix_messages_parent", "ix_messages_reading"):
        drop_index(index, "messages")
    drop_columns("usage_tracking", [column.name for column in USAGE])
    drop_columns("messages", [column.name for column in MESSAGES])
