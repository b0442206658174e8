"""Baseline: the tables of the Claude-only program that rxchat extends.

Creates them in an empty file; in that program's files, adds what is missing and changes or drops nothing.
"""

import sqlalchemy as sa

from rxchat.db.column_types import UtcDateTime
from rxchat.db.maintenance.schema_operations import begin_ledger, complete_tables, create_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

metadata = sa.MetaData()


def table(name: str, *items: sa.schema.SchemaItem) -> None:
    sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *items, sqlite_autoincrement=True)


def words(*names: str, required: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=not required) for name in names]


def number(name: str, default: int | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, server_default=None if default is None else sa.text(str(default)))


def flag(name: str, default: int = 0) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, server_default=sa.text(str(default)))


def dates(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, UtcDateTime) for name in names]


def dates_of_now(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, UtcDateTime, server_default=sa.text("CURRENT_TIMESTAMP")) for name in names]


def reference(name: str, target: str, *, ondelete: str = "CASCADE", required: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{target}.id", ondelete=ondelete), nullable=not required)


table(
    "users",
    *words("email", "name", "avatar_url"),
    *dates_of_now("created_at"),
    *dates("last_login"),
    *words("preferences", "custom_instructions"),
    sa.UniqueConstraint("email"),
)
table(
    "projects",
    reference("user_id", "users"),
    *words("name", required=True),
    *words("description", "color", "custom_instructions", "knowledge_base_path"),
    *dates_of_now("created_at", "updated_at"),
    flag("is_archived"),
    flag("is_pinned"),
)
table(
    "conversations",
    reference("user_id", "users"),
    reference("project_id", "projects", ondelete="SET NULL", required=False),
    *words("title", "model"),
    *dates_of_now("created_at", "updated_at"),
    *dates("last_message_at"),
    flag("is_archived"),
    flag("is_pinned"),
    flag("is_deleted"),
    *words("settings"),
    number("token_count", 0),
    number("message_count", 0),
)
table(
    "messages",
    reference("conversation_id", "conversations"),
    *words("role", "content", required=True),
    *dates_of_now("created_at"),
    *dates("edited_at"),
    number("tokens"),
    *words("finish_reason", "images"),
    reference("parent_message_id", "messages", ondelete="SET NULL", required=False),
)
table(
    "artifacts",
    reference("message_id", "messages"),
    reference("conversation_id", "conversations"),
    *words("type", required=True),
    *words("title", "identifier", "language", "content"),
    number("version", 1),
    *dates_of_now("created_at", "updated_at"),
)
table(
    "shared_conversations",
    reference("conversation_id", "conversations"),
    *words("share_token", required=True),
    *dates_of_now("created_at"),
    *dates("expires_at"),
    number("view_count", 0),
    flag("is_public", 1),
    sa.UniqueConstraint("share_token"),
)
table(
    "prompt_library",
    reference("user_id", "users"),
    *words("title", required=True),
    *words("description"),
    *words("prompt_template", required=True),
    *words("category", "tags"),
    flag("is_public"),
    number("usage_count", 0),
    *dates_of_now("created_at", "updated_at"),
)
table(
    "conversation_folders",
    reference("user_id", "users"),
    reference("project_id", "projects", required=False),
    *words("name", required=True),
    reference("parent_folder_id", "conversation_folders", required=False),
    *dates_of_now("created_at"),
    number("position", 0),
)
table("conversation_folder_items", reference("folder_id", "conversation_folders"), reference("conversation_id", "conversations"))
table(
    "usage_tracking",
    reference("user_id", "users"),
    reference("conversation_id", "conversations", ondelete="SET NULL", required=False),
    reference("message_id", "messages", ondelete="SET NULL", required=False),
    *words("model"),
    number("input_tokens"),
    number("output_tokens"),
    sa.Column("cost_estimate", sa.Float),
    *dates_of_now("created_at"),
)
table(
    "api_keys",
    reference("user_id", "users"),
    *words("key_name", required=True),
    *words("api_key_hash"),
    *dates_of_now("created_at"),
    *dates("last_used_at"),
    flag("is_active", 1),
)


def upgrade() -> None:
    begin_ledger()
    complete_tables(metadata.tables.values())
    create_index("ix_conversations_user", "conversations", "user_id")


def downgrade() -> None:
    """Nothing to undo: the tables and their contents belong to the older program too."""
