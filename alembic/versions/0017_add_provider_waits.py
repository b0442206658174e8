"""Provider timeouts: how long to wait for a provider, if a user has set that."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("api_keys", [sa.Column("wait_seconds", sa.Integer)])


def downgrade() -> None:
    drop_columns("api_keys", ["wait_seconds"])
