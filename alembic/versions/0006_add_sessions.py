"""Sessions, sign-in links and passwords."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import (
    add_missing_columns,
    complete_tables,
    create_index,
    drop_columns,
    drop_index,
    drop_tables,
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCOUNT: list[sa.Column[Any]] = [
    sa.Column("password_hash", sa.Text),
    sa.Column("is_disabled", sa.Boolean, server_default=sa.text("0")),
]
metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))


def user_id() -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


SESSIONS = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    user_id(),
    sa.Column("secret_digest", sa.Text, nullable=False),
    sa.Column("user_agent", sa.Text),
    sa.Column("created_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("last_seen_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
    sa.UniqueConstraint("secret_digest"),
    sqlite_autoincrement=True,
)
LINKS = sa.Table(
    "sign_in_links",
    metadata,
    sa.Column("code_digest", sa.Text, primary_key=True),
    user_id(),
    sa.Column("expires_at", UtcDateTime),
)


def upgrade() -> None:
    complete_tables([SESSIONS, LINKS])
    create_index("ix_sessions_user", "sessions", "user_id")
    add_missing_columns("users", ACCOUNT)


def downgrade() -> None:
    """Signs everybody out; the older program has no passwords."""
    drop_columns("users", [column.name for column in ACCOUNT])
    drop_index("ix_sessions_user", "sessions")
    drop_tables([LINKS, SESSIONS])
