"""A database of the Claude-only program with as many messages as years of use leave behind."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from string import ascii_lowercase

VOCABULARY = 30_000
POOL = 500_000
QUESTION_WORDS = 15
ANSWER_WORDS = 60
LONGEST = 1_000
"""Messages of conversation 1; the others share what is left."""

SCHEMA = """
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE, name TEXT);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, title TEXT,
    model TEXT DEFAULT 'claude-sonnet-4-20250514', created_at DATETIME DEFAULT CURRENT_TIMESTAMP, last_message_at DATETIME,
    is_archived BOOLEAN DEFAULT 0, is_deleted BOOLEAN DEFAULT 0
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system')), content TEXT NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP, parent_message_id INTEGER REFERENCES messages(id)
);
CREATE INDEX idx_messages_conversation ON messages(conversation_id);
INSERT INTO users (id, email, name) VALUES (1, 'ada@example.org', 'Ada');
"""


class Words:
    """Made-up words, each as much more frequent than the next as in a language (Zipf's law). The same every time."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        words = ["".join(self._random.choices(ascii_lowercase, k=self._random.randint(3, 10))) for _ in range(VOCABULARY)]
        shares = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        self._pool = self._random.choices(words, cum_weights=shares, k=POOL)

    def text(self, words: int) -> str:
        start = self._random.randrange(POOL - words)
        return " ".join(self._pool[start : start + words])


def make_library(path: Path, words: Words, *, conversations: int, messages: int) -> None:
    """One person's, without a single parent, as the older program wrote them."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO conversations (user_id, title, last_message_at) VALUES (1, ?, datetime('2025-01-01', ? || ' minutes'))",
            ((words.text(5), number) for number in range(conversations)),
        )
        connection.executemany(
            "INSERT INTO messages (conversation_id, role, content) VALUES (?, ?, ?)",
            _messages(words, conversations, messages),
        )


def _messages(words: Words, conversations: int, messages: int) -> Iterator[tuple[int, str, str]]:
    for number in range(messages):
        role, length = ("assistant", ANSWER_WORDS) if number % 2 else ("user", QUESTION_WORDS)
        conversation = 1 if number < LONGEST else 2 + (number // 2) % (conversations - 1)
        yield conversation, role, words.text(length)
