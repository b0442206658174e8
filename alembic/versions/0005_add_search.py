"""Full-text search of titles and messages, maintained by triggers, and the index of the list of conversations.

An answer is indexed when it is finished, not at each append. The indexes have no text of their own: they read it from the indexed
table, for messages from a view without streaming answers.
"""

import sqlalchemy as sa
from alembic import op

from rxchat.db.maintenance.schema_operations import create_index, drop_index, note_progress

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXTS = "rxchat_messages_fts"
TITLES = "rxchat_titles_fts"
SEARCHABLE = "rxchat_searchable_messages"
ROWS_AT_ONCE = 20_000
TOKENIZER = "unicode61 remove_diacritics 2"
ACTIVITY = "substr(replace(coalesce(last_message_at, updated_at, created_at, '1970-01-01 00:00:00'), 'T', ' '), 1, 19)"

CREATE = (
    f"CREATE VIEW {SEARCHABLE} AS SELECT id, content FROM messages WHERE status IS NOT 'streaming'",
    f"CREATE VIRTUAL TABLE {TEXTS} USING fts5(content, content='{SEARCHABLE}', content_rowid='id', tokenize='{TOKENIZER}')",
    f"CREATE VIRTUAL TABLE {TITLES} USING fts5(title, content='conversations', content_rowid='id', tokenize='{TOKENIZER}')",
)
TRIGGERS = {
    f"{TEXTS}_insert": f"""
        AFTER INSERT ON messages WHEN new.status IS NOT 'streaming' BEGIN
            INSERT INTO {TEXTS}(rowid, content) VALUES (new.id, new.content);
        END""",
    f"{TEXTS}_update": f"""
        AFTER UPDATE OF content, status ON messages
        WHEN (old.status IS NOT 'streaming' OR new.status IS NOT 'streaming')
            AND (old.content IS NOT new.content OR (old.status IS 'streaming') <> (new.status IS 'streaming'))
        BEGIN
            INSERT INTO {TEXTS}({TEXTS}, rowid, content)
                SELECT 'delete', old.id, old.content WHERE old.status IS NOT 'streaming';
            INSERT INTO {TEXTS}(rowid, content) SELECT new.id, new.content WHERE new.status IS NOT 'streaming';
        END""",
    f"{TEXTS}_delete": f"""
        AFTER DELETE ON messages WHEN old.status IS NOT 'streaming' BEGIN
            INSERT INTO {TEXTS}({TEXTS}, rowid, content) VALUES ('delete', old.id, old.content);
        END""",
    f"{TITLES}_insert": f"""
        AFTER INSERT ON conversations BEGIN
            INSERT INTO {TITLES}(rowid, title) VALUES (new.id, new.title);
        END""",
    f"{TITLES}_update": f"""
        AFTER UPDATE OF title ON conversations WHEN old.title IS NOT new.title BEGIN
            INSERT INTO {TITLES}({TITLES}, rowid, title) VALUES ('delete', old.id, old.title);
            INSERT INTO {TITLES}(rowid, title) VALUES (new.id, new.title);
        END""",
    f"{TITLES}_delete": f"""
        AFTER DELETE ON conversations BEGIN
            INSERT INTO {TITLES}({TITLES}, rowid, title) VALUES ('delete', old.id, old.title);
        END""",
}


def upgrade() -> None:
    drop_search()  # what is there already may be out of step
    for statement in CREATE:
        op.execute(statement)
    op.execute(f"INSERT INTO {TITLES}({TITLES}) VALUES ('rebuild')")
    index_messages(op.get_bind())
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name}{body}")
    create_index("ix_conversations_recent", "conversations", "user_id", sa.text(ACTIVITY), "id")


def downgrade() -> None:
    drop_search()
    drop_index("ix_conversations_recent", "conversations")


def drop_search() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
    for name in (TEXTS, TITLES):
        op.execute(f"DROP TABLE IF EXISTS {name}")
    op.execute(f"DROP VIEW IF EXISTS {SEARCHABLE}")


def index_messages(connection: sa.Connection) -> None:
    """In steps: of a million messages this is most of the upgrade, and a person wants to see it move."""
    step = sa.text(f"SELECT max(id), count(*) FROM (SELECT id FROM messages WHERE id > :after ORDER BY id LIMIT {ROWS_AT_ONCE})")
    fill = sa.text(f"INSERT INTO {TEXTS}(rowid, content) SELECT id, content FROM {SEARCHABLE} WHERE id > :after AND id <= :last")
    total = connection.execute(sa.text("SELECT count(*) FROM messages")).scalar_one()
    lowest = connection.execute(sa.text("SELECT min(id) FROM messages")).scalar_one()
    after, done = (lowest or 0) - 1, 0
    while done < total:
        last, rows = connection.execute(step, {"after": after}).one()
        connection.execute(fill, {"after": after, "last": last})
        after, done = last, done + rows
        note_progress(f"{done:,} of {total:,} messages indexed for search")
