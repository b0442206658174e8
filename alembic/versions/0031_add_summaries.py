"""Summaries: the text that a model is given in the place of a message and all above it, and the newest message at that time."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS: list[sa.Column[Any]] = [sa.Column("summary", sa.Text), sa.Column("summary_last_id", sa.Integer)]


def upgrade() -> None:
    add_missing_columns("messages", COLUMNS)


def downgrade() -> None:
    drop_columns("messages", [column.name for column in COLUMNS])
