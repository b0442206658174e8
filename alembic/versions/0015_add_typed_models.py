"""Typed models: model ids that users add for servers without a list."""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import complete_tables, drop_tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
MODELS = sa.Table(
    "typed_models",
    metadata,
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
)


def upgrade() -> None:
    complete_tables([MODELS])


def downgrade() -> None:
    drop_tables([MODELS])
