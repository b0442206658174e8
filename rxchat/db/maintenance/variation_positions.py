"""Variation positions: answers that are versions of one another are read at one position.

Variations are answers without a parent that share a `variation_group_id`. All of a group get the position of its first one. No
message is changed.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from rxchat.db.maintenance.schema_operations import create_index

_HAS_GROUP: Final = "role = 'assistant' AND coalesce(variation_group_id, '') <> ''"
_MESSAGES: Final = sa.text(
    "SELECT m.conversation_id, m.id, m.role, m.variation_group_id AS group_id,"
    " CASE WHEN m.role = 'assistant' THEN coalesce(m.parent_message_id, m.id) ELSE m.id END AS base, p.place"
    " FROM messages m LEFT JOIN rxchat_message_places p"
    " ON p.message_id = CASE WHEN m.role = 'assistant' THEN coalesce(m.parent_message_id, m.id) ELSE m.id END"
    " WHERE m.role IN ('user', 'assistant', 'system') AND m.conversation_id IN"
    f" (SELECT conversation_id FROM messages WHERE {_HAS_GROUP} GROUP BY conversation_id, variation_group_id HAVING count(*) > 1)"
    " AND m.conversation_id IN (SELECT id FROM conversations WHERE current_message_id IS NULL)"
    " ORDER BY m.conversation_id, coalesce(p.place, base), m.role = 'assistant', m.id"
)
_PLACE: Final = sa.text("INSERT OR REPLACE INTO rxchat_message_places (message_id, place) VALUES (:message_id, :place)")


def write_variations() -> None:
    """Write the positions into the table of places, after `write_places`, which empties it."""
    connection = op.get_bind()
    histories = groupby(connection.execute(_MESSAGES).all(), key=attrgetter("conversation_id"))
    places = [row for _conversation, messages in histories for row in _positions(messages)]
    if places:
        connection.execute(_PLACE, places)
    create_index("ix_message_places_place", "rxchat_message_places", "place")


def _positions(history: Iterable[Any]) -> Iterator[dict[str, int]]:
    """The positions of the variations in a history in reading order.

    An answer that follows a question directly answers it, whatever group it says it is in: otherwise nothing would.
    """
    groups: dict[str, list[int]] = {}
    first: dict[str, int] = {}
    follows_answer = False
    for message in history:
        is_answer = message.role == "assistant"
        if is_answer and message.group_id:
            if not (follows_answer and message.group_id in groups):
                yield from _shared(groups.pop(message.group_id, []), first.get(message.group_id))
                first[message.group_id] = message.base if message.place is None else message.place
            groups.setdefault(message.group_id, []).append(message.id)
        follows_answer = is_answer
    for group_id, members in groups.items():
        yield from _shared(members, first[group_id])


def _shared(members: list[int], place: int | None) -> Iterator[dict[str, int]]:
    if place is not None and len(members) > 1:
        yield from ({"message_id": member, "place": place} for member in members)
