"""A place for the master key's check value."""

import sqlalchemy as sa
from alembic import op

from rxchat.db.columns import UtcDateTime
from rxchat.db.schema_changes import create_missing_tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    checks = sa.Table(
        "key_checks",
        sa.MetaData(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    )
    create_missing_tables([checks])


def downgrade() -> None:
    op.drop_table("key_checks", if_exists=True)
