"""Full-text search of a user's titles and messages: titles first, newest first.

Newest instead of best match: ranking a common word would mean reading everything it occurs in.
"""

import re
from typing import Any, Final

from sqlalchemy import Row, SQLColumnExpression, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.conversations.filters import matching, messages_matching
from rxchat.db.conversations.last_activity import ACTIVITY
from rxchat.db.conversations.snippets import snippet, without_tags
from rxchat.db.messages.reading_order import IS_ANSWER, is_replaced
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.sqlite import MESSAGE_TEXTS, TITLES
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.messages import Role
from rxchat.domain.search import SearchHit
from rxchat.domain.timestamps import EPOCH

LONGEST_QUERY: Final = 500
MOST_TERMS: Final = 20
_TITLE_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ConversationRow.id).label("conversation_id"),
    col(ConversationRow.title),
    null().label("message_id"),
    null().label("role"),
    TITLES.marked().label("marked"),
    ACTIVITY.label("at"),
)
_MESSAGE_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(MessageRow.conversation_id),
    col(ConversationRow.title),
    col(MessageRow.id).label("message_id"),
    col(MessageRow.role),
    MESSAGE_TEXTS.marked().label("marked"),
    col(MessageRow.created_at).label("at"),
)
_TERM: Final = re.compile(r'"([^"]*)"|(\S+)')


def terms_of(text: str) -> list[str]:
    """The search terms of a query: words, and quoted phrases verbatim. Terms without a letter or digit are dropped."""
    clean = text[:LONGEST_QUERY].replace("\0", " ").encode("utf-8", "ignore").decode()
    found = (phrase or word for phrase, word in _TERM.findall(clean))
    return [term for term in found if any(character.isalnum() for character in term)][:MOST_TERMS]


async def find(
    session: AsyncSession,
    user_id: int,
    text: str,
    wanted: ConversationFilter,
    *,
    limit: int,
    after: tuple[int, int | None] | None,
) -> list[SearchHit]:
    """A page of hits in the user's conversations that match `wanted`. `after` is the cursor of the previous page's last hit."""
    terms = terms_of(text)
    if not terms:
        return []
    conversation_id, message_id = after or (None, None)
    hits: list[SearchHit] = []
    if message_id is None:
        hits += await find_titles(session, user_id, terms, wanted, limit=limit, before=conversation_id)
    if len(hits) < limit:
        hits += await find_messages(session, user_id, terms, wanted, limit=limit - len(hits), before=message_id)
    return hits


async def find_titles(
    session: AsyncSession, user_id: int, terms: list[str], wanted: ConversationFilter, *, limit: int, before: int | None = None
) -> list[SearchHit]:
    """The hits in titles, newest conversation first; `before` is the id of the last one found."""
    query = (
        select(*_TITLE_COLUMNS)
        .select_from(TITLES.rows)
        .join(ConversationRow, col(ConversationRow.id) == TITLES.id)
        .where(TITLES.matches(terms), *matching(user_id, wanted))
        .order_by(TITLES.id.desc())
        .limit(limit)
    )
    return [_hit(row) for row in await session.execute(query if before is None else query.where(TITLES.id < before))]


async def find_messages(
    session: AsyncSession, user_id: int, terms: list[str], wanted: ConversationFilter, *, limit: int, before: int | None = None
) -> list[SearchHit]:
    """The hits in messages of all branches, newest first; `before` is the id of the last one found.

    In a conversation without branches, replaced answers are not searched.
    """
    is_seen = or_(col(ConversationRow.current_message_id).is_not(None), ~IS_ANSWER, ~is_replaced())
    query = (
        select(*_MESSAGE_COLUMNS)
        .select_from(MESSAGE_TEXTS.rows)
        .join(MessageRow, col(MessageRow.id) == MESSAGE_TEXTS.id)
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(MESSAGE_TEXTS.matches(terms), *messages_matching(user_id, wanted), col(MessageRow.role).in_(list(Role)), is_seen)
        .order_by(MESSAGE_TEXTS.id.desc())
        .limit(limit)
    )
    return [_hit(row) for row in await session.execute(query if before is None else query.where(MESSAGE_TEXTS.id < before))]


def _hit(row: Row[*tuple[Any, ...]]) -> SearchHit:
    marked = row.marked or ""
    return SearchHit(
        conversation_id=row.conversation_id,
        title=row.title or "",
        message_id=row.message_id,
        line=snippet(without_tags(marked) if row.role == Role.ASSISTANT else marked),
        at=row.at or EPOCH,
    )
