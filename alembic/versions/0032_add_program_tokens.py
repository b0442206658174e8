"""Program tokens: secrets with which other programs use `/v1`, and which of them a call was made with."""

import sqlalchemy as sa

from rxchat.db.column_types import DecimalText, UtcDateTime
from rxchat.db.maintenance.schema_operations import add_missing_columns, create_missing_tables, drop_columns, drop_tables

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
users = sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
tokens = sa.Table(
    "program_tokens",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_digest", sa.Text, nullable=False),
    sa.Column("hint", sa.Text, nullable=False),
    sa.Column("models", sa.Text),
    sa.Column("monthly_limit", DecimalText),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("last_used_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
    sa.UniqueConstraint("secret_digest"),
    sa.Index("ix_program_tokens_user", "user_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    create_missing_tables([tokens])
    add_missing_columns("usage_tracking", [sa.Column("token_id", sa.Integer)])


def downgrade() -> None:
    drop_columns("usage_tracking", ["token_id"])
    drop_tables([tokens])
