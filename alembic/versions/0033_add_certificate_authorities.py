"""Certificate authorities: whose certificates a custom endpoint's server may have, besides the usual ones."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import add_missing_columns, drop_columns

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_missing_columns("custom_endpoints", [sa.Column("certificate_authority", sa.Text)])


def downgrade() -> None:
    drop_columns("custom_endpoints", ["certificate_authority"])
