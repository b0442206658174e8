"""Spend caps, and the index for a user's usage in a period."""

import sqlalchemy as sa

from rxchat.db.column_types import DecimalText
from rxchat.db.maintenance.schema_operations import complete_tables, create_index, drop_index, drop_tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_usage_person_second"
SECOND = "substr(replace(created_at, 'T', ' '), 1, 19)"

metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
CAPS = sa.Table(
    "spend_caps",
    metadata,
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("monthly_limit", DecimalText, nullable=False),
)


def upgrade() -> None:
    complete_tables([CAPS])
    create_index(INDEX, "usage_tracking", "user_id", sa.text(SECOND))


def downgrade() -> None:
    drop_index(INDEX, "usage_tracking")
    drop_tables([CAPS])
