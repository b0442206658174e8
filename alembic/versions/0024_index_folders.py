"""Folders are found by their user and parent, and what is in them by folder and by conversation."""

from rxchat.db.maintenance.schema_operations import create_index, drop_index

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_conversation_folders_user", "conversation_folders", "user_id"),
    ("ix_conversation_folders_parent", "conversation_folders", "parent_folder_id"),
    ("ix_conversation_folder_items_folder", "conversation_folder_items", "folder_id"),
    ("ix_conversation_folder_items_conversation", "conversation_folder_items", "conversation_id"),
)


def upgrade() -> None:
    for name, table, column in INDEXES:
        create_index(name, table, column)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        drop_index(name, table)
