"""Older answers: the artifacts of a message are found by its id, and variations of an answer are its versions.

Variations are answers without a parent that share a `variation_group_id`. All of a group get the position of its first one:
answers at one position are versions of each other. No message is changed.
"""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, create_index, drop_columns, drop_index
from rxchat.db.maintenance.variation_positions import write_variations

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

VARIATIONS: list[sa.Column[Any]] = [
    sa.Column("variation_group_id", sa.Text),
    sa.Column("variation_index", sa.Integer),
]


def upgrade() -> None:
    create_index("ix_artifacts_message", "artifacts", "message_id")
    add_missing_columns("messages", VARIATIONS)
    write_variations()


def downgrade() -> None:
    drop_index("ix_message_places_place", "rxchat_message_places")
    drop_columns("messages", [column.name for column in VARIATIONS])
    drop_index("ix_artifacts_message", "artifacts")
