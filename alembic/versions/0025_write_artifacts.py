"""Artifacts are written: whether a version is whole, whether a person made it, and when it was deleted."""

from typing import Any

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS: list[sa.Column[Any]] = [
    sa.Column("is_unfinished", sa.Boolean, server_default="0"),
    sa.Column("is_edit", sa.Boolean, server_default="0"),
    sa.Column("deleted_at", sa.DateTime),
]


def upgrade() -> None:
    add_missing_columns("artifacts", COLUMNS)


def downgrade() -> None:
    drop_columns("artifacts", [column.name for column in COLUMNS])
