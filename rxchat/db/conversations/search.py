"""Full-text search of a user's titles, artifacts and messages, in this order, newest first.

Newest instead of best match: ranking a common word would mean reading everything it occurs in.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Row, SQLColumnExpression, String, cast, func, literal, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.conversations.filters import matching, messages_matching
from rxchat.db.conversations.last_activity import ACTIVITY
from rxchat.db.conversations.snippets import snippet, without_tags
from rxchat.db.messages.reading_order import IS_ANSWER, is_replaced
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.db.text_index import ARTIFACT_TEXTS, MATCH_BEGINS, MESSAGE_TEXTS, TITLES, marker
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.messages import Role
from rxchat.domain.search import HitPosition, SearchHit
from rxchat.domain.timestamps import EPOCH

LONGEST_QUERY: Final = 500
MOST_TERMS: Final = 20
_TITLE_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ConversationRow.id).label("conversation_id"),
    col(ConversationRow.title),
    null().label("message_id"),
    null().label("role"),
    TITLES.marked(col(ConversationRow.title)).label("marked"),
    ACTIVITY.label("at"),
)
_MESSAGE_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(MessageRow.conversation_id),
    col(ConversationRow.title),
    col(MessageRow.id).label("message_id"),
    col(MessageRow.role),
    MESSAGE_TEXTS.marked(col(MessageRow.content)).label("marked"),
    col(MessageRow.created_at).label("at"),
)
_ARTIFACT_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(MessageRow.conversation_id),
    col(ConversationRow.title),
    col(MessageRow.id).label("message_id"),
    col(ArtifactRow.id).label("artifact_id"),
    col(ArtifactRow.title).label("artifact_title"),
    ARTIFACT_TEXTS.marked(col(ArtifactRow.title)).label("marked_title"),
    ARTIFACT_TEXTS.marked(col(ArtifactRow.content), place=1).label("marked"),
    func.coalesce(col(ArtifactRow.created_at), col(MessageRow.created_at)).label("at"),
)
_ITS_MESSAGE: Final = (col(ArtifactRow.message_id) == col(MessageRow.id)) & (
    col(ArtifactRow.conversation_id) == col(MessageRow.conversation_id)
)
_IS_SEEN: Final = or_(col(ConversationRow.current_message_id).is_not(None), ~IS_ANSWER, ~is_replaced())
"""In a conversation without branches, replaced answers are not searched."""
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
    after: HitPosition | None,
) -> list[SearchHit]:
    """A page of hits in the user's conversations that match `wanted`. `after` is the cursor of the previous page's last hit."""
    terms = terms_of(text)
    if not terms:
        return []
    conversation_id, message_id, artifact_id = after or (None, None, None)
    hits: list[SearchHit] = []
    if message_id is None:
        hits += await find_titles(session, user_id, terms, wanted, limit=limit, before=conversation_id)
    if len(hits) < limit and (message_id is None or artifact_id is not None):
        hits += await find_artifacts(session, user_id, terms, wanted, limit=limit - len(hits), before=artifact_id)
        message_id = None
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
    rows = await session.execute(query if before is None else query.where(TITLES.id < before))
    mark = marker(session, terms)
    return [_hit(row, mark) for row in rows]


async def find_messages(
    session: AsyncSession, user_id: int, terms: list[str], wanted: ConversationFilter, *, limit: int, before: int | None = None
) -> list[SearchHit]:
    """The hits in messages of all branches, newest first; `before` is the id of the last one found."""
    query = (
        select(*_MESSAGE_COLUMNS)
        .select_from(MESSAGE_TEXTS.rows)
        .join(MessageRow, col(MessageRow.id) == MESSAGE_TEXTS.id)
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(MESSAGE_TEXTS.matches(terms), *messages_matching(user_id, wanted), col(MessageRow.role).in_(list(Role)), _IS_SEEN)
        .order_by(MESSAGE_TEXTS.id.desc())
        .limit(limit)
    )
    rows = await session.execute(query if before is None else query.where(MESSAGE_TEXTS.id < before))
    mark = marker(session, terms)
    return [_hit(row, mark) for row in rows]


async def find_artifacts(
    session: AsyncSession, user_id: int, terms: list[str], wanted: ConversationFilter, *, limit: int, before: int | None = None
) -> list[SearchHit]:
    """The hits in artifacts that aren't deleted, newest version first; `before` is the id of the last one found.

    Of an artifact only the latest version that matches is a hit.
    """
    latest = func.max(ARTIFACT_TEXTS.id)
    name = func.coalesce(func.nullif(col(ArtifactRow.identifier), ""), literal("\n").concat(cast(col(ArtifactRow.id), String)))
    its = (
        select(latest)
        .select_from(ARTIFACT_TEXTS.rows)
        .join(ArtifactRow, col(ArtifactRow.id) == ARTIFACT_TEXTS.id)
        .join(MessageRow, _ITS_MESSAGE)
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(ARTIFACT_TEXTS.matches(terms), *messages_matching(user_id, wanted), _IS_SEEN)
        .where(col(ArtifactRow.deleted_at).is_(None))
        .group_by(col(MessageRow.conversation_id), name)
        .order_by(latest.desc())
        .limit(limit)
    )
    ids = (await session.scalars(its if before is None else its.having(latest < before))).all()
    if not ids:
        return []
    query = (
        select(*_ARTIFACT_COLUMNS)
        .select_from(ARTIFACT_TEXTS.rows)
        .join(ArtifactRow, col(ArtifactRow.id) == ARTIFACT_TEXTS.id)
        .join(MessageRow, _ITS_MESSAGE)
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(ARTIFACT_TEXTS.matches(terms), ARTIFACT_TEXTS.id.in_(ids))
        .order_by(ARTIFACT_TEXTS.id.desc())
    )
    mark = marker(session, terms)
    return [_artifact_hit(row, mark) for row in await session.execute(query)]


def _artifact_hit(row: Row[*tuple[Any, ...]], mark: Callable[[str], str]) -> SearchHit:
    title = mark(row.marked_title or "")
    return SearchHit(
        conversation_id=row.conversation_id,
        title=row.title or "",
        message_id=row.message_id,
        artifact_id=row.artifact_id,
        artifact_title=row.artifact_title or "",
        line=snippet(title if MATCH_BEGINS in title else mark(row.marked or "")),
        at=row.at or EPOCH,
    )


def _hit(row: Row[*tuple[Any, ...]], mark: Callable[[str], str]) -> SearchHit:
    marked = mark(row.marked or "")
    return SearchHit(
        conversation_id=row.conversation_id,
        title=row.title or "",
        message_id=row.message_id,
        line=snippet(without_tags(marked) if row.role == Role.ASSISTANT else marked),
        at=row.at or EPOCH,
    )
