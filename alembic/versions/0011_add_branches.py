"""Which branch of a conversation is shown: the message that it ends with."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SHOWN: list[sa.Column[Any]] = [sa.Column("current_message_id", sa.Integer)]


def upgrade() -> None:
    """Nothing is marked: a conversation without a mark is read as before, in one line."""
    add_missing_columns("conversations", SHOWN)


def downgrade() -> None:
    """All versions of all messages stay. An older program, which knows of one line only, shows several of them."""
    drop_columns("conversations", [column.name for column in SHOWN])
