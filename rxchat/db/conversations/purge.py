"""A conversation deleted for good: its rows, what the search index knows of it, and what stands in pages and write-ahead log.

In pieces, each short enough that nobody else's message waits for it; what a program that dies leaves is taken away at the next
start. `secure_delete` overwrites with zeros what a piece deletes.
"""

import asyncio
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import update
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.maintenance.inspection import tables_in
from rxchat.db.messages.ownership import no_conversation
from rxchat.db.messages.unfinished import unfinished
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.sqlite import MESSAGE_TEXTS, TITLES, TextIndex
from rxchat.domain.errors import NotSaved

PURPOSE: Final = "erasing"
MOST: Final = 500
QUICK: Final = 0.05
SLOW: Final = 0.15
"""Seconds: a piece that takes less is followed by one twice as large, one that takes more by one half as large."""
MERGED_PAGES: Final = 200
TRIES: Final = 50
PAUSE: Final = 0.1

_BELONGING: Final = ("artifacts", "shared_conversations", "conversation_folder_items")
"""Tables whose rows are a conversation's; files of the Claude-only program do not declare all of them as such."""


async def erase(database: Database, user_id: int, conversation_id: int) -> None:
    """For one that is put away as well. Raises NotFound, and NotSaved: it is out of sight then, and may be erased again."""
    mine = (col(ConversationRow.id) == conversation_id, col(ConversationRow.user_id) == user_id)
    put_away = update(ConversationRow).where(*mine).values(**unfinished(PURPOSE)).returning(col(ConversationRow.id))
    async with database.transaction() as session:
        if await session.scalar(put_away) is None:
            raise no_conversation()
    await database.alone(lambda path: _detach(path, conversation_id))
    size = left = 20
    while left:
        begun = time.monotonic()
        left = await database.alone(lambda path, size=size: _delete_some(path, conversation_id, size))
        taken = time.monotonic() - begun
        size = min(MOST, size * 2) if taken < QUICK else max(1, size // 2) if taken > SLOW else size
    await database.alone(lambda path: _delete_row(path, conversation_id))
    for index in (MESSAGE_TEXTS, TITLES):
        pages = -MERGED_PAGES  # the first time all segments are taken
        while await database.alone(lambda path, index=index, pages=pages: _merge(path, index, pages)):
            pages = MERGED_PAGES
    for _ in range(TRIES):
        if await database.alone(_empty_log):
            return
        await asyncio.sleep(PAUSE)
    raise NotSaved(
        "The conversation is deleted, but its words may still stand in the write-ahead log.",
        hint="Another program reads the database. Close it: the log is emptied when rxchat stops, at the latest.",
    )


@contextmanager
def _opened(path: Path) -> Generator[sqlite3.Connection]:
    """References are not followed by SQLite, which would read a table without an index once for every row: it is done here."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("busy_timeout=1000", "foreign_keys=OFF", "secure_delete=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


@contextmanager
def _changing(path: Path) -> Generator[sqlite3.Connection]:
    with _opened(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def _detach(path: Path, conversation_id: int) -> None:
    """What was spent stays counted, and says no more for what."""
    with _changing(path) as connection:
        counted = "UPDATE usage_tracking SET message_id = NULL, conversation_id = NULL WHERE conversation_id = ?"
        connection.execute(counted, (conversation_id,))
        for table in tables_in(connection).intersection(_BELONGING):
            connection.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))


def _delete_some(path: Path, conversation_id: int, most: int) -> int:
    """How many were deleted: the newest, so that none loses the one it follows before it goes itself."""
    with _changing(path) as connection:
        newest = "SELECT id FROM messages WHERE conversation_id = ? ORDER BY id DESC LIMIT ?"
        ids = [id_ for (id_,) in connection.execute(newest, (conversation_id, most))]
        connection.executemany("DELETE FROM rxchat_message_places WHERE message_id = ?", ((id_,) for id_ in ids))
        connection.executemany("DELETE FROM messages WHERE id = ?", ((id_,) for id_ in ids))
    return len(ids)


def _delete_row(path: Path, conversation_id: int) -> int:
    with _changing(path) as connection:
        return connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,)).rowcount


def _merge(path: Path, index: TextIndex, pages: int) -> bool:
    """Rewrite a part of the index: a word that was taken out of it stands there until then. Returns whether there is more."""
    with _changing(path) as connection:
        before = connection.total_changes
        connection.execute(f"INSERT INTO {index.name}({index.name}, rank) VALUES ('merge', ?)", (pages,))
        return connection.total_changes - before >= 2


def _empty_log(path: Path) -> bool:
    with _opened(path) as connection:
        connection.execute("PRAGMA busy_timeout=100")
        (is_busy, *_rest) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
