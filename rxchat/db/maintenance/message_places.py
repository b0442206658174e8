"""Message places: a flat history is read in the order of its times, even where its ids contradict it.

Such messages get places: the history's ids, reassigned in the order of the times. No message is changed.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from rxchat.db.maintenance.schema_operations import create_missing_tables, drop_tables, note_progress

_FLAT: Final = sa.text(
    "SELECT conversation_id, id, substr(replace(created_at, 'T', ' '), 1, 19) FROM messages"
    " WHERE parent_message_id IS NULL ORDER BY conversation_id, id"
)
_SECOND: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")

_metadata: Final = sa.MetaData()
sa.Table("messages", _metadata, sa.Column("id", sa.Integer, primary_key=True))
_PLACES: Final = sa.Table(
    "rxchat_message_places",
    _metadata,
    sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
)


def write_places() -> None:
    """Write the places of all histories, in place of those there are."""
    drop_places()
    create_missing_tables([_PLACES])
    connection = op.get_bind()
    for number, (_conversation, messages) in enumerate(groupby(connection.execute(_FLAT), key=itemgetter(0)), 1):
        moved = list(moved_messages((id_, second) for _, id_, second in messages))
        if moved:
            connection.execute(_PLACES.insert(), moved)
        note_progress(f"{number:,} histories put in the order of their times")


def drop_places() -> None:
    drop_tables([_PLACES])


def moved_messages(history: Iterable[tuple[int, str | None]]) -> Iterator[dict[str, Any]]:
    """Of a history in the order of its ids: the places that differ. None where a message has no time that can be compared."""
    by_id = list(history)
    if all(_SECOND.fullmatch(second or "") for _, second in by_id):
        by_time = sorted(by_id, key=itemgetter(1))
        for (place, _), (message_id, _) in zip(by_id, by_time, strict=True):
            if message_id != place:
                yield {"message_id": message_id, "place": place}
