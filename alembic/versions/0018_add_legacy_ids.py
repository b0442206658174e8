"""Legacy ids: the text ids that an imported file's rows had, so that old addresses still lead to them."""

import sqlalchemy as sa
from alembic import op

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
    """Who of several people was chosen is remembered: the next upgrade would have to ask again."""
    chosen = sa.select(files.c.id).where(files.c.local_user_id.is_not(None)).limit(1)
    has_chosen = op.get_bind().execute(chosen).first() is not None
    drop_tables([ids] if has_chosen else [ids, files])
