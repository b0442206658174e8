"""Cache lifetimes: how long a provider keeps prompts in its cache, if a user has set that."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("api_keys", [sa.Column("cache_seconds", sa.Integer)])


def downgrade() -> None:
    drop_columns("api_keys", ["cache_seconds"])
