"""Provider health, and custom endpoints."""

import sqlalchemy as sa

from rxchat.db.column_types import FailureText, UtcDateTime
from rxchat.db.maintenance.schema_operations import complete_tables, drop_tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))


def owner() -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


HEALTH = sa.Table(
    "provider_health",
    metadata,
    owner(),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("failure", FailureText),
    sa.Column("last_failure", FailureText),
    sa.Column("last_failure_at", UtcDateTime),
    sa.Column("last_success_at", UtcDateTime),
    sa.Column("latency_ms", sa.Integer),
)
ENDPOINTS = sa.Table(
    "custom_endpoints",
    metadata,
    owner(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("base_url", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
)


def upgrade() -> None:
    complete_tables([HEALTH, ENDPOINTS])


def downgrade() -> None:
    """Deletes the endpoints; their sealed keys stay, but can't be used."""
    drop_tables([ENDPOINTS, HEALTH])
