import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from rxchat.db.postgres.postgres_copy import digest_of
from rxchat.db.postgres.postgres_move import move_in
from rxchat.db.postgres.postgres_store import PostgresStore


def test_what_postgresql_cannot_hold_is_changed_and_counted(library: Path, store: PostgresStore, tmp_path: Path):
    path = Path(shutil.copy(library, tmp_path / "odd.db"))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE messages SET content = 'a' || char(0) || 'b' WHERE id = (SELECT min(id) FROM messages)")
        file.execute("UPDATE messages SET tokens = 'many', parent_message_id = 999999 WHERE id = (SELECT max(id) FROM messages)")
        file.execute("CREATE TABLE notes_of_mine (id INTEGER)")
    copied = move_in(path, store, is_dry_run=False, on_step=print)
    assert (copied.altered["messages.content"], copied.altered["messages.tokens"]) == (1, 1)
    assert "notes_of_mine" in copied.left_out
    assert "messages.parent_message_id" in copied.loose


def test_a_digest_is_of_ids_and_texts():
    assert digest_of([(1, "a"), (2, "b")]) != digest_of([(1, "a"), (2, "c")])
    assert digest_of([(1, "a")]) == digest_of(iter([(1, "a")]))
