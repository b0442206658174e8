import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from legacy_everything import EVERYTHING, make_everything_file
from legacy_families import FAMILIES, old_id

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.dependent_rows import delete_dependents
from rxchat.db.maintenance.legacy_import import adopt

Sql = Callable[..., list[tuple[object, ...]]]

ROOTS = """
CREATE TABLE conversations (id INTEGER PRIMARY KEY);
CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id INTEGER, content TEXT);
CREATE TABLE artifacts (id INTEGER PRIMARY KEY, message_id INTEGER, conversation_id INTEGER);
CREATE TABLE projects (id INTEGER PRIMARY KEY, conversation_id INTEGER REFERENCES conversations(id));
INSERT INTO conversations VALUES (1), (2);
INSERT INTO messages VALUES (11, 1, ''), (21, 2, '');
INSERT INTO artifacts VALUES (111, 11, 1), (211, 21, 2);
INSERT INTO projects VALUES (1, 1);
"""
TABLES = {  # what it is, its columns, the value that it has for conversation 1 and 2, and whether the row stays
    "a note without a declared reference": ("conversation_id INTEGER", 1, 2, False),
    "a file of a message": ("Message_ID INTEGER REFERENCES messages(id) ON DELETE CASCADE", 11, 21, False),
    "an older version": ("artifact_id INTEGER REFERENCES artifacts", 111, 211, False),
    "a reaction by another name": ("said INTEGER NOT NULL REFERENCES messages(id)", 11, 21, False),
    "a copy that remembers its source": ("source_conversation_id INTEGER REFERENCES conversations(id)", 1, 2, True),
    "a bookmark that lets go": ("message_id INTEGER REFERENCES messages(id) ON DELETE SET NULL", 11, 21, True),
    "a source that nobody declared": ("source_message_id INTEGER", 11, 21, True),
}


@pytest.mark.parametrize("kind", TABLES)
def test_rows_go_with_what_they_belong_to(kind: str) -> None:
    column, its, others, stays = TABLES[kind]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(f'{ROOTS} CREATE TABLE "its own" (id TEXT PRIMARY KEY, {column}, words TEXT)')
        connection.execute('CREATE TABLE pieces (piece_of TEXT REFERENCES "its own"(id) ON DELETE CASCADE)')
        connection.executemany('INSERT INTO "its own" VALUES (?, ?, ?)', [("a", its, ""), ("b", others, "")])
        connection.executemany("INSERT INTO pieces VALUES (?)", [("a",), ("b",)])
        delete_dependents(connection, 1)
        left = dict(connection.execute(f'SELECT id, {column.split()[0]} FROM "its own"').fetchall())
        is_cleared = stays and "REFERENCES" in column
        assert left == ({"a": None if is_cleared else its} if stays else {}) | {"b": others}
        assert {piece for (piece,) in connection.execute("SELECT piece_of FROM pieces")} == left.keys()
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (2,)
        assert connection.execute("SELECT id FROM artifacts").fetchall() == [(211,)]
        assert connection.execute("SELECT id FROM projects").fetchall() == [(1,)]


def mark(path: Path, family: str) -> None:
    """Put the word zqsecret into all that hangs on the conversation, in tables of the older program and of its extensions."""
    here, said = old_id(family, "conversations", EVERYTHING), old_id(family, "messages", EVERYTHING)
    other = old_id(family, "messages", 1)
    kind = "TEXT" if isinstance(said, str) else "INTEGER"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            f"""
            CREATE TABLE IF NOT EXISTS artifact_versions (id TEXT PRIMARY KEY, artifact_id {kind}, version INTEGER, content TEXT);
            CREATE TABLE attachments (id TEXT PRIMARY KEY, message_id {kind} REFERENCES messages(id), name TEXT);
            CREATE TABLE attachment_pieces (attachment_id TEXT REFERENCES attachments(id) ON DELETE CASCADE, words TEXT);
            CREATE TABLE conversation_tags (conversation_id {kind}, tag TEXT);
            CREATE VIRTUAL TABLE messages_fts USING fts5(content, message_id UNINDEXED);
            CREATE TRIGGER fts_in AFTER INSERT ON messages BEGIN
                INSERT INTO messages_fts (content, message_id) VALUES (new.content, new.id); END;
            CREATE TRIGGER fts_out AFTER DELETE ON messages BEGIN DELETE FROM messages_fts WHERE message_id = old.id; END;
            """
        )
        for number, (message, word) in enumerate(((said, "zqsecret"), (other, "zqkept"))):
            add = connection.execute
            add("INSERT INTO attachments VALUES (?, ?, ?)", (f"f{number}", message, f"{word} file"))
            add("INSERT INTO attachment_pieces VALUES (?, ?)", (f"f{number}", f"{word} piece " * 3000))
        connection.execute("INSERT INTO conversation_tags VALUES (?, 'zqsecret tag')", (here,))
        number = "'v' || id" if isinstance(old_id(family, "artifact_versions", 1), str) else "500 + id"
        connection.execute(f"INSERT INTO artifact_versions SELECT {number}, id, 3, 'zqsecret older' FROM artifacts")
        connection.execute("UPDATE artifacts SET content = 'zqsecret ' || content, title = 'zqsecret'")
        connection.execute("UPDATE messages SET content = content || ' zqsecret' WHERE conversation_id = ?", (here,))
        connection.execute("UPDATE messages SET content = content || ' zqkept' WHERE conversation_id <> ?", (here,))
        connection.execute("UPDATE conversations SET title = 'zqsecret title' WHERE id = ?", (here,))
        connection.execute("INSERT INTO messages_fts (content, message_id) SELECT content, id FROM messages")


@pytest.mark.parametrize("family", FAMILIES)
async def test_no_byte_of_an_old_conversation_is_left(family: str, tmp_path: Path, sql: Sql) -> None:
    path = tmp_path / "data" / "rxchat.db"
    file = make_everything_file(tmp_path / "old.db", family)
    mark(file, family)
    adopt(path, file, is_dry_run=False, on_step=lambda _: None)
    assert sql(path, "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'zqsecret'") == [(5,)]
    database = Database(path)
    (row,) = sql(path, "SELECT id, user_id FROM conversations WHERE title = 'zqsecret title'")
    await ConversationRepository(database).erase(int(str(row[1])), int(str(row[0])))
    await database.aclose()
    left = [each.name for each in path.parent.glob("rxchat.db*") if b"zqsecret" in each.read_bytes().lower()]
    assert left == []
    assert sql(path, "SELECT name FROM attachments JOIN attachment_pieces ON attachment_id = id") == [("zqkept file",)]
    assert sql(path, "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'zqkept'") == [(24,)]
    assert sql(path, "SELECT count(*), count(message_id) FROM usage_tracking") == [(1, 1)]
    assert sql(path, "PRAGMA foreign_key_check") == []
