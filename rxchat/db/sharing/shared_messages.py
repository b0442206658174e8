"""Shared messages: the messages of a conversation that a share link shows, and how many of them fit one page."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.ancestors import shown_above
from rxchat.db.messages.message_mapping import read_messages
from rxchat.db.messages.reading_order import newest_visible
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.domain.shares import ShareContent, SharedMessage

PAGE_MESSAGES: Final = 50
PAGE_CHARACTERS: Final = 200_000
SHARED_ROLES: Final = (Role.USER, Role.ASSISTANT)


async def shared_ids(session: AsyncSession, conversation_id: int, end_id: int | None) -> list[int]:
    """The messages of the shown branch that may leave, in reading order: no system prompts, no answer that is being written."""
    if end_id is None:
        shown = await newest_visible(session, conversation_id, limit=None)
    else:
        shown = await shown_above(session, conversation_id, end_id)
    query = select(col(MessageRow.id)).where(
        col(MessageRow.conversation_id) == conversation_id,
        col(MessageRow.role).in_(SHARED_ROLES),
        col(MessageRow.status).is_distinct_from(MessageStatus.STREAMING),
    )
    shareable = set((await session.scalars(query)).all())
    return [id_ for id_ in reversed(shown) if id_ in shareable]


def fitting(sizes: Iterable[int]) -> int:
    """How many of the next messages make a page, given the lengths of their texts: it ends with the one that fills it."""
    totals = list(accumulate(sizes))
    return min(len(totals), 1 + sum(total < PAGE_CHARACTERS for total in totals))


async def live_messages(
    session: AsyncSession, answers: OpenAnswers, ids: Sequence[int], start: int, content: ShareContent
) -> tuple[SharedMessage, ...]:
    """A page of the messages `ids` as they are now, from number `start` on."""
    wanted = ids[start : start + PAGE_MESSAGES]
    lengths = select(col(MessageRow.id), func.length(col(MessageRow.content)).label("length"))
    sizes = {row.id: row.length or 0 for row in await session.execute(lengths.where(col(MessageRow.id).in_(wanted)))}
    wanted = wanted[: fitting(sizes.get(id_, 0) for id_ in wanted)]
    found = await read_messages(session, wanted, answers)
    return tuple(shared(message, start + number, content) for number, message in enumerate(found))


def shared(message: SavedMessage, position: int, content: ShareContent) -> SharedMessage:
    """What leaves of a message. A new field of messages doesn't leave until it is named here."""
    return SharedMessage(
        position=position,
        role=message.role,
        text=message.text,
        reasoning=message.thinking if content.with_reasoning else "",
        image_count=message.image_count if content.with_images else 0,
    )
