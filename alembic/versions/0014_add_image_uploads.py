"""Image uploads that wait for their message, and the number of a message's images."""

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

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX = "ix_image_uploads_user"

metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
UPLOADS = sa.Table(
    "image_uploads",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    complete_tables([UPLOADS])
    create_index(INDEX, "image_uploads", "user_id", "size")
    add_missing_columns("messages", [sa.Column("image_count", sa.Integer)])


def downgrade() -> None:
    """Images of messages stay; uploads without a message are deleted."""
    drop_columns("messages", ["image_count"])
    drop_index(INDEX, "image_uploads")
    drop_tables([UPLOADS])
