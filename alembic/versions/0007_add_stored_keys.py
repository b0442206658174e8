"""What is kept beside a provider's key: its address, and the key's last characters."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SETTINGS: list[sa.Column[Any]] = [sa.Column("base_url", sa.Text), sa.Column("key_hint", sa.Text)]


def upgrade() -> None:
    add_missing_columns("api_keys", SETTINGS)


def downgrade() -> None:
    """Sealed keys stay, and are known by their seal when rxchat comes back. The addresses go: those keys are entered again."""
    drop_columns("api_keys", [column.name for column in SETTINGS])
