"""Trash, unread marks and share snapshots: when a conversation was deleted, whether it has news, what a share link shows."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import (
    add_missing_columns,
    create_index,
    create_missing_tables,
    drop_columns,
    drop_index,
    drop_tables,
    is_added_column,
)

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MARKS: list[sa.Column[Any]] = [
    sa.Column("trashed_at", UtcDateTime),
    sa.Column("has_unread", sa.Boolean, server_default=sa.text("0")),
]
metadata = sa.MetaData()
for parent in ("shared_conversations", "conversations"):
    sa.Table(parent, metadata, sa.Column("id", sa.Integer, primary_key=True))
snapshots = sa.Table(
    "share_snapshots",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("share_id", sa.ForeignKey("shared_conversations.id", ondelete="CASCADE")),
    sa.Column("title", sa.Text),
    sa.Column("has_reasoning", sa.Boolean, server_default=sa.text("0")),
    sa.Column("has_images", sa.Boolean, server_default=sa.text("0")),
    sa.Column("message_count", sa.Integer, server_default=sa.text("0")),
    sa.Column("taken_at", UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.UniqueConstraint("share_id"),
    sa.Index("ix_share_snapshots_conversation", "conversation_id"),
    sqlite_autoincrement=True,
)
messages = sa.Table(
    "share_snapshot_messages",
    metadata,
    sa.Column("snapshot_id", sa.ForeignKey("share_snapshots.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("thinking", sa.Text),
    sa.Column("images", sa.Text),
    sa.Column("image_count", sa.Integer, server_default=sa.text("0")),
)
LINKS_BY_CONVERSATION = "ix_shared_conversations_conversation"


def upgrade() -> None:
    """What was deleted before has no `trashed_at`: nothing purges it by itself. Links from before have no snapshot."""
    add_missing_columns("conversations", MARKS)
    _copy_mark("has_unread", "is_unread")
    create_missing_tables([snapshots, messages])
    create_index(LINKS_BY_CONVERSATION, "shared_conversations", "conversation_id")


def downgrade() -> None:
    """Links stay. Those with a snapshot become private: without it, a link shows everything that was said since."""
    _close_links()
    drop_index(LINKS_BY_CONVERSATION, "shared_conversations")
    drop_tables([messages, snapshots])
    _copy_mark("is_unread", "has_unread")
    drop_columns("conversations", [column.name for column in MARKS])


def _close_links() -> None:
    """A program that doesn't know `is_public` would open them: there, they get another token."""
    links = sa.table("shared_conversations", sa.column("id"), sa.column("share_token"), sa.column("is_public"))
    has_new_token = is_added_column(links.name, "is_public")
    found = sa.select(snapshots.c.share_id).where(snapshots.c.share_id.is_not(None))
    for share_id in op.get_bind().scalars(found).all():
        values = {"is_public": 0} | ({"share_token": secrets.token_urlsafe(24)} if has_new_token else {})
        op.execute(sa.update(links).where(links.c.id == share_id).values(values))


def _copy_mark(target: str, source: str) -> None:
    """Some files have a column `is_unread` of their own."""
    if "is_unread" in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("conversations")}:
        op.execute(f"UPDATE conversations SET {target} = {source} WHERE {target} IS NOT {source}")
