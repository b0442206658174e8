"""How long an answer's model thought before it wrote."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("messages", [sa.Column("reasoning_ms", sa.Integer)])


def downgrade() -> None:
    drop_columns("messages", ["reasoning_ms"])
