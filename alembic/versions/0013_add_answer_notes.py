"""Answer notes: what the model wasn't given, in words for the user."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("messages", [sa.Column("notes", sa.Text)])


def downgrade() -> None:
    drop_columns("messages", ["notes"])
