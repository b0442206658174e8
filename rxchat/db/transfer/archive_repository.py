"""Conversations on their way out: whole, in pages, with a bounded number of queries."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, Subquery, func, select, tuple_
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.message_images import IMAGE_COUNT
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.messages.reading_order import POSITION
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.domain.archives import ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import EPOCH

START_OF_TEXT: Final = 200
"""So much of the first message goes into an import id."""

IMAGES_AT_ONCE: Final = 8
"""A page ends after so many: each may have 10 MiB."""

MESSAGE_FIELDS: Final = tuple(field.name for field in fields(ArchivedMessage))
CONVERSATION_FIELDS: Final = tuple(field.name for field in fields(ArchivedConversation))
_STATUSES: Final = {status.value: status for status in MessageStatus}


class ArchiveRepository:
    """Deleted conversations stay where they are; archived ones come along."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def get(self, user_id: int, conversation_id: int) -> ArchivedConversation:
        query = _conversations(user_id).where(col(ConversationRow.id) == conversation_id)
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise no_conversation()
        return _conversation(row)

    @run_to_completion
    async def conversations(self, user_id: int, *, after_id: int = 0, limit: int) -> list[tuple[int, ArchivedConversation]]:
        """A page of them with their ids, in the order of these."""
        query = _conversations(user_id).where(col(ConversationRow.id) > after_id).order_by(col(ConversationRow.id)).limit(limit)
        async with self._database.session() as session:
            return [(row.id, _conversation(row)) for row in await session.execute(query)]

    @run_to_completion
    async def messages(
        self, user_id: int, conversation_ids: Sequence[int], *, after: tuple[int, int] = (0, 0), limit: int
    ) -> list[tuple[int, ArchivedMessage]]:
        """A page of the messages of several conversations, each with its conversation's id: one conversation after the other.

        Each is in reading order. `after` is the conversation's and the message's id of the last one of a page. Where there are
        images, a page is shorter than `limit`; after the last one there is an empty one.
        """
        page = _page(user_id, conversation_ids, after, limit)
        query = (
            select(col(MessageRow.conversation_id), *(getattr(MessageRow, name) for name in MESSAGE_FIELDS))
            .join(page, page.c.id == col(MessageRow.id))
            .where(page.c.images_before < IMAGES_AT_ONCE)
            .order_by(page.c.number)
        )
        async with self._database.session() as session:
            return [(row.conversation_id, _message(row)) for row in await session.execute(query)]

    @run_to_completion
    async def native_ids(self, user_id: int) -> set[str]:
        """The import ids of what was begun here."""
        query = select(col(ConversationRow.id), col(ConversationRow.created_at), _first_text()).where(
            col(ConversationRow.import_id).is_(None), *owned_by(user_id)
        )
        async with self._database.session() as session:
            return {_native_id(row) for row in await session.execute(query)}


def _page(user_id: int, conversation_ids: Sequence[int], after: tuple[int, int], limit: int) -> Subquery:
    """Which messages it could hold, in their order, and how many images those before each have."""
    conversation_id, last_id = after
    place = (col(MessageRow.conversation_id), POSITION, col(MessageRow.id))
    last_place = select(POSITION).where(col(MessageRow.id) == last_id).scalar_subquery()
    inner = (
        select(col(MessageRow.id), func.row_number().over(order_by=place).label("number"), IMAGE_COUNT.label("image_count"))
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(place[0].in_(conversation_ids), tuple_(*place) > tuple_(conversation_id, func.coalesce(last_place, 0), last_id))
        .where(col(MessageRow.role).in_(list(Role)), *owned_by(user_id))
        .order_by(*place)
        .limit(limit)
        .subquery("following")
    )
    up_to = func.sum(inner.c.image_count).over(order_by=inner.c.number)
    return select(inner.c.id, inner.c.number, (up_to - inner.c.image_count).label("images_before")).subquery("page")


def _first_text() -> Any:
    first = (
        select(func.substr(col(MessageRow.content), 1, START_OF_TEXT))
        .where(col(MessageRow.conversation_id) == col(ConversationRow.id))
        .order_by(col(MessageRow.id))
        .limit(1)
    )
    return first.correlate(ConversationRow).scalar_subquery().label("first_text")


def _native_id(row: Row[*tuple[Any, ...]]) -> str:
    """The same at every export: what it is made of does not change."""
    begun: datetime = row.created_at or EPOCH
    made_of = f"{row.id}\n{utc_text(begun)}\n{row.first_text or ''}"
    return f"rxchat:{hashlib.sha256(made_of.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _conversations(user_id: int) -> Select[*tuple[Any, ...]]:
    columns = (getattr(ConversationRow, name) for name in CONVERSATION_FIELDS)
    return select(col(ConversationRow.id), *columns, _first_text()).where(*owned_by(user_id))


def _conversation(row: Row[*tuple[Any, ...]]) -> ArchivedConversation:
    known: dict[str, Any] = {name: getattr(row, name) for name in CONVERSATION_FIELDS}
    begun: datetime = row.created_at or row.updated_at or EPOCH
    known |= {
        "import_id": row.import_id or _native_id(row),
        "title": row.title or "",
        "provider": row.provider or "claude",
        "model": row.model or "",
        "created_at": begun,
        "updated_at": row.updated_at or begun,
        "is_pinned": bool(row.is_pinned),
        "is_archived": bool(row.is_archived),
        "token_count": row.token_count or 0,
    }
    return ArchivedConversation(**known)


def _message(row: Row[*tuple[Any, ...]]) -> ArchivedMessage:
    known: dict[str, Any] = {name: getattr(row, name) for name in MESSAGE_FIELDS}
    known |= {
        "role": Role(row.role),
        "content": row.content or "",
        "created_at": row.created_at or EPOCH,
        "provider": row.provider or "",
        "model": row.model or "",
        "status": _STATUSES.get(row.status, MessageStatus.COMPLETE),
    }
    return ArchivedMessage(**known)
