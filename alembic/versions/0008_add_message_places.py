"""Message places: flat histories are read in the order of their times, even where their ids contradict it."""

from rxchat.db.maintenance.message_places import drop_places, write_places

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    write_places()  # also after a downgrade: the older program may have written since


def downgrade() -> None:
    drop_places()
