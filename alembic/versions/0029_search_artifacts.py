"""Full-text search of artifacts, in their titles and texts, maintained by triggers. The index reads its text from the rows."""

from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None

INDEX = "rxchat_artifacts_fts"
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(title, content, content='artifacts', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2')"
)
FORGET = f"INSERT INTO {INDEX}({INDEX}, rowid, title, content) VALUES ('delete', old.id, old.title, old.content);"
ADD = f"INSERT INTO {INDEX}(rowid, title, content) VALUES (new.id, new.title, new.content);"
TRIGGERS = {
    f"{INDEX}_insert": f"AFTER INSERT ON artifacts BEGIN {ADD} END",
    f"{INDEX}_update": f"""
        AFTER UPDATE OF title, content ON artifacts WHEN old.title IS NOT new.title OR old.content IS NOT new.content
        BEGIN {FORGET} {ADD} END""",
    f"{INDEX}_delete": f"AFTER DELETE ON artifacts BEGIN {FORGET} END",
}


def upgrade() -> None:
    drop_search()  # what is there already may be out of step
    op.execute(CREATE)
    op.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    drop_search()


def drop_search() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
    op.execute(f"DROP TABLE IF EXISTS {INDEX}")
