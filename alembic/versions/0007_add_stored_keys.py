"""Stored keys: base URL and hint of a provider's key."""

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
    """Sealed keys stay and are recognized by their seal after an upgrade. Addresses are lost, so these keys must be entered
    again.
    """
    drop_columns("api_keys", [column.name for column in SETTINGS])
