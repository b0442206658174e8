"""Purge: delete a conversation for good, including its traces in the search index, free pages and write-ahead log.

Batches are short enough that nobody's message waits for them; leftovers of a crash are removed at the next start. The pragma
`secure_delete` overwrites deleted content with zeros.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import update
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.maintenance.dependent_rows import detach, merge_search_indexes
from rxchat.db.messages.ownership import no_conversation
from rxchat.db.messages.unfinished import UnfinishedRepository, unfinished
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.sqlite import empty_log, erasing
from rxchat.db.text_index import ARTIFACT_TEXTS, MESSAGE_TEXTS, TITLES
from rxchat.domain.errors import NotSaved

PURPOSE: Final = "erasing"
MOST: Final = 500
QUICK: Final = 0.05
SLOW: Final = 0.15
"""Seconds: after a quicker batch the next one is twice as large, after a slower one half as large."""
MERGED_PAGES: Final = 200
TRIES: Final = 50
PAUSE: Final = 0.1


async def erase(database: Database, user_id: int, conversation_id: int) -> None:
    """Purge a conversation, deleted or not. Raises NotFound, and NotSaved when the log can't be emptied: it is hidden then, and
    `erase` can be repeated.
    """
    mine = (col(ConversationRow.id) == conversation_id, col(ConversationRow.user_id) == user_id)
    hidden = update(ConversationRow).where(*mine).values(**unfinished(PURPOSE)).returning(col(ConversationRow.id))
    async with database.transaction() as session:
        if await session.scalar(hidden) is None:
            raise no_conversation()
    if not database.is_file:
        await UnfinishedRepository(database).discard(conversation_id)
        return
    await _in_batches(database, lambda path, size: _delete_shared(path, conversation_id, size))
    await database.exclusively(lambda path: detach(path, conversation_id))
    await _in_batches(database, lambda path, size: _delete_some(path, conversation_id, size))
    await database.exclusively(lambda path: _delete_row(path, conversation_id))
    for index in (ARTIFACT_TEXTS, MESSAGE_TEXTS, TITLES):
        pages = -MERGED_PAGES  # negative: FTS5 considers all segments in the first merge
        while await database.exclusively(lambda path, index=index, pages=pages: index.merge(path, pages)):
            pages = MERGED_PAGES
    await database.exclusively(_merge_other_indexes)
    for _ in range(TRIES):
        if await database.exclusively(empty_log):
            return
        await asyncio.sleep(PAUSE)
    raise NotSaved(
        "The conversation is deleted, but its text may still be in the write-ahead log.",
        hint="Another program is reading the database. Close it; rxchat empties the log when it stops, at the latest.",
    )


async def _in_batches(database: Database, delete: Callable[[Path, int], int]) -> None:
    """Call `delete` with the most rows that it may take, until there are none left."""
    size = left = 20
    while left:
        started = time.monotonic()
        left = await database.exclusively(lambda path, size=size: delete(path, size))
        seconds = time.monotonic() - started
        size = min(MOST, size * 2) if seconds < QUICK else max(1, size // 2) if seconds > SLOW else size


def _delete_shared(path: Path, conversation_id: int, most: int) -> int:
    """Delete messages of the conversation's share snapshots. Returns how many were deleted."""
    with erasing(path) as connection:
        some = (
            "SELECT snapshot_id, position FROM share_snapshot_messages WHERE snapshot_id IN"
            " (SELECT id FROM share_snapshots WHERE conversation_id = ?) LIMIT ?"
        )
        delete = f"DELETE FROM share_snapshot_messages WHERE (snapshot_id, position) IN ({some})"
        return connection.execute(delete, (conversation_id, most)).rowcount


def _delete_some(path: Path, conversation_id: int, most: int) -> int:
    """Delete the newest messages, so that no parent goes before its child. Returns how many were deleted."""
    with erasing(path) as connection:
        newest = "SELECT id FROM messages WHERE conversation_id = ? ORDER BY id DESC LIMIT ?"
        ids = [id_ for (id_,) in connection.execute(newest, (conversation_id, most))]
        connection.executemany("DELETE FROM rxchat_message_places WHERE message_id = ?", ((id_,) for id_ in ids))
        connection.executemany("DELETE FROM messages WHERE id = ?", ((id_,) for id_ in ids))
    return len(ids)


def _delete_row(path: Path, conversation_id: int) -> int:
    with erasing(path) as connection:
        return connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,)).rowcount


def _merge_other_indexes(path: Path) -> None:
    with erasing(path) as connection:
        merge_search_indexes(connection)
