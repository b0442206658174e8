"""The saved threads of a person."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, and_, func, or_, select, update
from sqlmodel import col

from rxchat.db.columns import UtcDateTime, utc_text
from rxchat.db.engine import Database, carried_through
from rxchat.db.rows import ConversationRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.conversations import Conversation
from rxchat.domain.errors import NotFound

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
# An adopted conversation may have none of the dates, or only the older ones.
_ACTIVITY: Final[ColumnElement[Any]] = func.coalesce(
    col(ConversationRow.last_message_at),
    col(ConversationRow.updated_at),
    col(ConversationRow.created_at),
    utc_text(_EPOCH),
    type_=UtcDateTime(),
)
_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ConversationRow.id),
    col(ConversationRow.title),
    col(ConversationRow.provider),
    col(ConversationRow.model),
    col(ConversationRow.created_at),
    _ACTIVITY.label("active_at"),
    col(ConversationRow.is_pinned),
)


def no_conversation() -> NotFound:
    """The same for one that never was, was deleted, or is somebody else's."""
    return NotFound("There is no such conversation.", hint="It may have been deleted. Choose another one, or start a new chat.")


class ConversationRepository:
    """A conversation's `updated_at` is its last activity; renaming it moves nothing in the list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def list_recent(
        self, user_id: int, *, limit: int = 50, before: tuple[datetime, int] | None = None
    ) -> list[Conversation]:
        """Newest activity first; archived and deleted ones left out. `before` is `(updated_at, id)` of the last one of a page."""
        second = to_the_second(_ACTIVITY)
        query = (
            select(*_COLUMNS)
            .where(*owned_by(user_id), col(ConversationRow.is_archived).is_not(True))
            .order_by(second.desc(), col(ConversationRow.id).desc())
            .limit(limit)
        )
        if before is not None:
            moment, conversation_id = utc_text(before[0]), before[1]
            query = query.where(or_(second < moment, and_(second == moment, col(ConversationRow.id) < conversation_id)))
        async with self._database.session() as session:
            return [_conversation(row) for row in await session.execute(query)]

    @carried_through
    async def get(self, user_id: int, conversation_id: int) -> Conversation:
        query = select(*_COLUMNS).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise no_conversation()
        return _conversation(row)

    async def rename(self, user_id: int, conversation_id: int, title: str) -> None:
        await self._set(conversation_id, owned_by(user_id), title=title, updated_at=datetime.now(UTC))

    async def delete(self, user_id: int, conversation_id: int) -> None:
        """Put it away; `restore` brings it back with all its messages."""
        await self._set(conversation_id, owned_by(user_id), is_deleted=True)

    async def restore(self, user_id: int, conversation_id: int) -> None:
        await self._set(conversation_id, (col(ConversationRow.user_id) == user_id,), is_deleted=False)

    @carried_through
    async def _set(self, conversation_id: int, which: tuple[ColumnElement[bool], ...], **values: object) -> None:
        change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id, *which).values(**values)
        async with self._database.transaction() as session:
            if await session.scalar(change.returning(col(ConversationRow.id))) is None:
                raise no_conversation()


def owned_by(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """This person's conversations, deleted ones left out."""
    return (col(ConversationRow.user_id) == user_id, col(ConversationRow.is_deleted).is_not(True))


def _conversation(row: Row[*tuple[Any, ...]]) -> Conversation:
    active: datetime = row.active_at or row.created_at or _EPOCH
    return Conversation(
        id=row.id,
        title=row.title or "",
        provider=row.provider or "claude",
        model=row.model or "",
        created_at=row.created_at or active,
        updated_at=active,
        is_pinned=bool(row.is_pinned),
    )
