"""Provider health is visible to all users: remove vendors' messages about a single user's request from it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = "The last request failed."
COLUMNS = ("failure", "last_failure")


def upgrade() -> None:
    """Code, provider and time stay. The next list or answer updates the status."""
    for column in COLUMNS:
        op.execute(
            sa.text(
                f"UPDATE provider_health SET {column} = CASE WHEN json_valid({column}) AND json_type({column}) = 'object'"
                f" THEN json_set({column}, '$.message', :words, '$.hint', '') END WHERE {column} IS NOT NULL"
            ).bindparams(words=WORDS)
        )


def downgrade() -> None:
    """Removed messages can't be restored."""
