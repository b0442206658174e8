"""Files of the Claude-only program as they are found in the wild, of any size."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

SCHEMA = (Path(__file__).with_name("db") / "legacy.sql").read_text("utf-8")
RETIRED = "claude-sonnet-4-20250514"
WORDS = ["engine", "piston", "valve", "boiler", "lever", "crank", "gauge", "whistle", "rivet", "flywheel"]
MESSAGES_PER_CONVERSATION = 50
INDEXED = {
    "conversations": "user_id project_id title model created_at updated_at last_message_at is_archived is_pinned is_deleted",
    "messages": "role created_at edited_at finish_reason parent_message_id variation_group_id variation_index",
    "usage_tracking": "user_id conversation_id message_id model created_at cost_estimate",
    "artifacts": "message_id conversation_id type identifier created_at",
}


def make_legacy_file(path: Path, messages: int) -> Path:
    """A file with two people, every oddity of `legacy.sql`, dozens of indexes, and that many messages, none with a parent.

    In every fifth conversation the ids disagree with the dates; every 29th belongs to somebody who is gone.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        tables, _, rows = SCHEMA.partition("\n\nINSERT")
        connection.executescript(tables)
        for table, columns in INDEXED.items():
            for column in columns.split():
                connection.execute(f"CREATE INDEX idx_old_{table}_{column} ON {table}({column})")
        if messages:
            connection.executescript("INSERT" + rows)
            ids = [row[0] for row in connection.execute("SELECT id FROM messages")]
            _add_messages(connection, messages - len(ids))
    return path


def _add_messages(connection: sqlite3.Connection, count: int) -> None:
    conversations = range(100, 101 + count // MESSAGES_PER_CONVERSATION)
    connection.executemany(
        "INSERT INTO conversations (id, user_id, title, model, last_message_at, is_deleted, is_archived)"
        " VALUES (?, ?, ?, ?, datetime('2025-01-01', ? || ' hours'), ?, ?)",
        ((i, _owner(i), _text(i, 2) if i % 7 else None, RETIRED, i, i % 11 == 0, i % 13 == 0) for i in conversations),
    )
    connection.executemany(
        "INSERT INTO messages (id, conversation_id, role, content, finish_reason, variation_index, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, datetime('2025-01-01', ? || ' minutes'))",
        _messages(count),
    )
    connection.execute(
        "INSERT INTO usage_tracking (user_id, conversation_id, message_id, model, input_tokens, output_tokens)"
        " SELECT 3, conversation_id, id, ?, 10, 20 FROM messages WHERE role = 'assistant'",
        (RETIRED,),
    )


def _messages(count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        role, reason = ("assistant", "end_turn") if number % 2 else ("user", None)
        conversation_id = 100 + number // MESSAGES_PER_CONVERSATION
        minute = number * 37 % MESSAGES_PER_CONVERSATION if conversation_id % 5 == 0 else number
        yield 1000 + number, conversation_id, role, _text(number, number % 12), reason, number % 3, minute


def _owner(conversation_id: int) -> int:
    return 9 if conversation_id % 29 == 0 else 3 + (conversation_id % 10 == 0)


def _text(number: int, words: int) -> str:
    """The same for the same number; sometimes empty."""
    return " ".join(WORDS[(number * 7 + word * word) % len(WORDS)] for word in range(words))
