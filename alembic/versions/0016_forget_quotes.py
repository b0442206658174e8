"""How providers have been doing is everybody's to read: what vendors said of one person's request is taken out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = "The last request failed."
COLUMNS = ("failure", "last_failure")


def upgrade() -> None:
    """The kind, the provider and the time stay. The next list or answer says how it stands now."""
    for column in COLUMNS:
        op.execute(
            sa.text(
                f"UPDATE provider_health SET {column} = CASE WHEN json_valid({column}) AND json_type({column}) = 'object'"
                f" THEN json_set({column}, '$.message', :words, '$.hint', '') END WHERE {column} IS NOT NULL"
            ).bindparams(words=WORDS)
        )


def downgrade() -> None:
    """What was forgotten does not come back."""
