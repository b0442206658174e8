"""A project's default model and monthly limit, and the index that finds a project's conversations."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.column_types import DecimalText
from rxchat.db.maintenance.schema_operations import add_missing_columns, create_index, drop_columns, drop_index

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX = "ix_conversations_project"
COLUMNS: list[sa.Column[Any]] = [
    sa.Column("default_provider", sa.Text),
    sa.Column("default_model", sa.Text),
    sa.Column("monthly_limit", DecimalText),
]


def upgrade() -> None:
    add_missing_columns("projects", COLUMNS)
    create_index(INDEX, "conversations", "project_id", "user_id", "is_deleted", where="project_id IS NOT NULL")


def downgrade() -> None:
    drop_index(INDEX, "conversations")
    drop_columns("projects", [column.name for column in COLUMNS])
