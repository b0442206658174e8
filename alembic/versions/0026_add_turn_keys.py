"""The keys that turns are sent with: a message that is sent twice is answered once."""

import sqlalchemy as sa

from rxchat.db.maintenance.schema_operations import complete_tables, create_index, drop_index, drop_tables

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

metadata = sa.MetaData()
for _table in ("users", "messages"):
    sa.Table(_table, metadata, sa.Column("id", sa.Integer, primary_key=True))
KEYS = sa.Table(
    "turn_keys",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("reply_id", sa.Integer, sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    complete_tables([KEYS])
    create_index("ix_turn_keys_user", "turn_keys", "user_id", "key", unique=True)
    create_index("ix_turn_keys_reply", "turn_keys", "reply_id")


def downgrade() -> None:
    drop_index("ix_turn_keys_reply", "turn_keys")
    drop_index("ix_turn_keys_user", "turn_keys")
    drop_tables([KEYS])
