"""Legacy ids: the text ids that an imported file's rows had, so that old addresses still lead to them."""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import create_missing_tables, drop_tables

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
files = sa.Table(
    "adopted_files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("adopted_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("local_user_id", sa.Integer),
    sqlite_autoincrement=True,
)
ids = sa.Table(
    "legacy_ids",
    metadata,
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("legacy_id", sa.Text, primary_key=True),
    sa.Column("row_id", sa.Integer),
)


def upgrade() -> None:
    create_missing_tables([files, ids])


def downgrade() -> None:
    drop_tables([ids, files])
