"""Key checks: the table of the master key's check value."""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import complete_tables, drop_tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHECKS = sa.Table(
    "key_checks",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
)


def upgrade() -> None:
    complete_tables([CHECKS])


def downgrade() -> None:
    drop_tables([CHECKS])
