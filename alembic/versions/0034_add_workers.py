"""Workers: the processes that serve one database, which of them writes an answer, and what they tell each other."""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import add_missing_columns, create_missing_tables, drop_columns, drop_tables

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
WORKERS = sa.Table(
    "workers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("machine", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("page_digest", sa.Text, nullable=False),
    sa.Column("setup_digest", sa.Text, nullable=False),
    sa.Column("started_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("seen_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("is_draining", sa.Boolean, server_default=sa.text("0")),
    sa.Column("is_gone", sa.Boolean, server_default=sa.text("0")),
)
EVENTS = sa.Table(
    "worker_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    create_missing_tables([WORKERS, EVENTS])
    add_missing_columns("messages", [sa.Column("worker_id", sa.Text), sa.Column("stop_requested_at", UtcDateTime)])


def downgrade() -> None:
    drop_columns("messages", ["worker_id", "stop_requested_at"])
    drop_tables([EVENTS, WORKERS])
