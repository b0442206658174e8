"""Archives: whole conversations for export, in pages, with a bounded number of queries."""

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
from rxchat.db.messages.ownership import no_conversation, own_project, owned_by
from rxchat.db.messages.reading_order import PARENT, POSITION
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.domain.archives import ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.legacy_answers import leading_reasoning
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import EPOCH

START_OF_TEXT: Final = 200
"""Characters of the first message that go into an import id."""

IMAGES_AT_ONCE: Final = 8
"""A page ends after this many images of up to 10 MiB each."""

MESSAGE_FIELDS: Final = tuple(field.name for field in fields(ArchivedMessage))
CONVERSATION_FIELDS: Final = tuple(field.name for field in fields(ArchivedConversation))
_MESSAGE_COLUMNS: Final = tuple(
    PARENT.label(name) if name == "parent_message_id" else getattr(MessageRow, name) for name in MESSAGE_FIELDS
)
_STATUSES: Final = {status.value: status for status in MessageStatus}


class ArchiveRepository:
    """Archived conversations are included, deleted ones aren't."""

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
        """A page of conversations with their ids, in the order of ids."""
        query = _conversations(user_id).where(col(ConversationRow.id) > after_id).order_by(col(ConversationRow.id)).limit(limit)
        async with self._database.session() as session:
            return [(row.id, _conversation(row)) for row in await session.execute(query)]

    @run_to_completion
    async def messages(
        self, user_id: int, conversation_ids: Sequence[int], *, after: tuple[int, int] = (0, 0), limit: int
    ) -> list[tuple[int, ArchivedMessage]]:
        """A page of the messages of several conversations, each with its conversation's id.

        Ordered by conversation, then reading order. `after` is the conversation's and the message's id of the previous page's
        last item. Images shorten a page below `limit`; an empty page is the end.
        """
        page = _page(user_id, conversation_ids, after, limit)
        query = (
            select(col(MessageRow.conversation_id), *_MESSAGE_COLUMNS)
            .join(page, page.c.id == col(MessageRow.id))
            .where(page.c.images_before < IMAGES_AT_ONCE)
            .order_by(page.c.number)
        )
        async with self._database.session() as session:
            return [(row.conversation_id, _message(row)) for row in await session.execute(query)]

    @run_to_completion
    async def native_ids(self, user_id: int) -> set[str]:
        """The import ids of conversations that were created here."""
        query = select(col(ConversationRow.id), col(ConversationRow.created_at), _first_text()).where(
            col(ConversationRow.import_id).is_(None), *owned_by(user_id)
        )
        async with self._database.session() as session:
            return {_native_id(row) for row in await session.execute(query)}


def _page(user_id: int, conversation_ids: Sequence[int], after: tuple[int, int], limit: int) -> Subquery:
    """Candidate messages in order, each with the number of images before it."""
    conversation_id, last_id = after
    order = (col(MessageRow.conversation_id), POSITION, col(MessageRow.id))
    last_position = select(POSITION).where(col(MessageRow.id) == last_id).scalar_subquery()
    inner = (
        select(col(MessageRow.id), func.row_number().over(order_by=order).label("number"), IMAGE_COUNT.label("image_count"))
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(order[0].in_(conversation_ids), tuple_(*order) > tuple_(conversation_id, func.coalesce(last_position, 0), last_id))
        .where(col(MessageRow.role).in_(list(Role)), *owned_by(user_id))
        .order_by(*order)
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
    """Stable across exports: derived from values that don't change."""
    created: datetime = row.created_at or EPOCH
    source = f"{row.id}\n{utc_text(created)}\n{row.first_text or ''}"
    return f"rxchat:{hashlib.sha256(source.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _conversations(user_id: int) -> Select[*tuple[Any, ...]]:
    columns = (own_project() if name == "project_id" else getattr(ConversationRow, name) for name in CONVERSATION_FIELDS)
    return select(col(ConversationRow.id), *columns, _first_text()).where(*owned_by(user_id))


def _conversation(row: Row[*tuple[Any, ...]]) -> ArchivedConversation:
    values: dict[str, Any] = {name: getattr(row, name) for name in CONVERSATION_FIELDS}
    created: datetime = row.created_at or row.updated_at or EPOCH
    values |= {
        "import_id": row.import_id or _native_id(row),
        "title": row.title or "",
        "provider": row.provider or "claude",
        "model": row.model or "",
        "created_at": created,
        "updated_at": row.updated_at or created,
        "is_pinned": bool(row.is_pinned),
        "is_archived": bool(row.is_archived),
        "token_count": row.token_count or 0,
    }
    return ArchivedConversation(**values)


def _message(row: Row[*tuple[Any, ...]]) -> ArchivedMessage:
    values: dict[str, Any] = {name: getattr(row, name) for name in MESSAGE_FIELDS}
    content: str = row.content or ""
    if row.role == Role.ASSISTANT and row.status != MessageStatus.STREAMING:
        content, thinking = leading_reasoning(content, row.thinking or "")
        values["thinking"] = thinking or row.thinking
    values |= {
        "role": Role(row.role),
        "content": content,
        "created_at": row.created_at or EPOCH,
        "provider": row.provider or "",
        "model": row.model or "",
        "status": _STATUSES.get(row.status, MessageStatus.COMPLETE),
    }
    return ArchivedMessage(**values)
