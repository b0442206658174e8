"""Legacy dates that can be compared, and the digest by which a file that is adopted again is known."""

import sqlalchemy as sa
from alembic import op

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.legacy_dates import rewrite_dates
from rxchat.db.maintenance.message_places import write_places
from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns
from rxchat.db.maintenance.variation_positions import write_variations

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
DATES = {
    "users": ("created_at", "last_login"),
    "projects": ("created_at", "updated_at"),
    "conversations": ("created_at", "updated_at", "last_message_at"),
    "messages": ("created_at", "edited_at"),
    "artifacts": ("created_at", "updated_at"),
    "shared_conversations": ("created_at", "expires_at"),
    "prompt_library": ("created_at", "updated_at"),
    "conversation_folders": ("created_at",),
    "usage_tracking": ("created_at",),
}
TABLES = [sa.Table(name, metadata, *(sa.Column(date, UtcDateTime) for date in dates)) for name, dates in DATES.items()]


def upgrade() -> None:
    add_missing_columns("adopted_files", [sa.Column("digest", sa.Text)])
    if "messages" in rewrite_dates(op.get_bind(), TABLES):
        write_places()
        write_variations()


def downgrade() -> None:
    """The dates stay as they are now: every version of the older program reads SQLite's own form."""
    drop_columns("adopted_files", ["digest"])
