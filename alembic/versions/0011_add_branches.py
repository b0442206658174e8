"""Branches: the last message of a conversation's shown branch."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SHOWN: list[sa.Column[Any]] = [sa.Column("current_message_id", sa.Integer)]


def upgrade() -> None:
    """Existing conversations keep NULL and are read as a single branch."""
    add_missing_columns("conversations", SHOWN)


def downgrade() -> None:
    """All versions of messages stay. An older program, which has no branches, shows several of them."""
    drop_columns("conversations", [column.name for column in SHOWN])
