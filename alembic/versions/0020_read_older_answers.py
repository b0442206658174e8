"""Older answers: the artifacts of a message are found by its id."""

from rxchat.db.maintenance.schema_operations import create_index, drop_index

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("ix_artifacts_message", "artifacts", "message_id")


def downgrade() -> None:
    drop_index("ix_artifacts_message", "artifacts")
