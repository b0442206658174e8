"""What workers count together: wrong passwords, and the imports that run."""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import create_index, create_missing_tables, drop_index, drop_tables

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
FAILURES = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key_digest", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sqlite_autoincrement=True,
)
IMPORTS = sa.Table(
    "import_runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("worker_id", sa.Text, nullable=False),
    sa.Column("share", sa.Float),
    sa.Column("conversations", sa.Integer),
    sa.Column("messages", sa.Integer),
    sa.Column("duplicates", sa.Integer),
    sa.UniqueConstraint("user_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    create_missing_tables([FAILURES, IMPORTS])
    create_index("ix_sign_in_failures_key", "sign_in_failures", "key_digest")


def downgrade() -> None:
    drop_index("ix_sign_in_failures_key", "sign_in_failures")
    drop_tables([IMPORTS, FAILURES])
