"""Import ids: the origin of an imported conversation, so that importing it again adds nothing."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, create_index, drop_columns, drop_index

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("conversations", [sa.Column("import_id", sa.Text)])
    create_index("ix_conversations_import", "conversations", "user_id", "import_id", where="import_id IS NOT NULL")


def downgrade() -> None:
    """Imported conversations stay, without their origin."""
    drop_index("ix_conversations_import", "conversations")
    drop_columns("conversations", ["import_id"])
