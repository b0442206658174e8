"""Provider columns on conversations, messages and calls; existing rows are Claude's."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, begin_ledger, create_index, drop_columns, drop_index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("conversations", "usage_tracking", "messages")


def upgrade() -> None:
    begin_ledger()  # a file that came to 0001 before there were records has nothing of ours beyond it: it is not too late
    for table in TABLES:
        add_missing_columns(table, [sa.Column("provider", sa.Text, server_default=sa.text("'claude'"))])
    create_index("idx_conversations_provider", "conversations", "provider")
    create_index("idx_usage_tracking_provider", "usage_tracking", "provider")


def downgrade() -> None:
    """The older program can open the file again."""
    drop_index("idx_usage_tracking_provider", "usage_tracking")
    drop_index("idx_conversations_provider", "conversations")
    for table in TABLES:
        drop_columns(table, ["provider"])
