"""Conversations: listed, searched, created, copied, changed and deleted."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, insert, select, tuple_, union_all, update
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.conversations.conversation_copies import CopySource, copy_conversation, copy_source
from rxchat.db.conversations.filters import matching
from rxchat.db.conversations.last_activity import ACTIVE_AT, ACTIVE_SECOND, IS_AHEAD, moments
from rxchat.db.conversations.legacy_ids import with_legacy_id
from rxchat.db.conversations.model_choice_repository import without_choice
from rxchat.db.conversations.purge import erase
from rxchat.db.conversations.search import find
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.branch_repository import ids_through, shown_end
from rxchat.db.messages.message_mapping import no_message
from rxchat.db.messages.ownership import no_conversation, own_project, owned_by
from rxchat.db.messages.project_use import use_project
from rxchat.db.messages.unfinished import is_unfinished
from rxchat.db.read_queue import ReadQueue
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.settings_json import read_settings, with_settings
from rxchat.domain.conversations import Conversation, ConversationFilter
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.search import HitPosition, SearchHit
from rxchat.domain.timestamps import EPOCH

_ANY: Final = ConversationFilter()
_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ConversationRow.id),
    col(ConversationRow.title),
    col(ConversationRow.provider),
    col(ConversationRow.model),
    col(ConversationRow.created_at),
    ACTIVE_AT.label("active_at"),
    col(ConversationRow.is_pinned),
    col(ConversationRow.is_archived),
    col(ConversationRow.has_unread),
    own_project(),
    col(ConversationRow.settings),
)


class ConversationRepository:
    """`updated_at` is the last activity: renaming, pinning or archiving doesn't reorder the list."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._searches = ReadQueue("searches")

    @run_to_completion
    async def list_recent(
        self,
        user_id: int,
        *,
        limit: int = 50,
        before: tuple[datetime, int] | None = None,
        wanted: ConversationFilter = _ANY,
    ) -> list[Conversation]:
        """Latest activity first; archived ones only if `wanted` includes them.

        `before` is the `(updated_at, id)` of the previous page's last item. The index is ordered by the stored time, so the few
        conversations with a time in the future are read separately and sorted in.
        """
        order = (ACTIVE_SECOND, col(ConversationRow.id))
        which = select(*_COLUMNS).where(*matching(user_id, wanted))
        query = which.where(~IS_AHEAD).order_by(*(column.desc() for column in order)).limit(limit)
        end = None if before is None else (utc_text(before[0]), before[1])
        if end is not None:
            query = query.where(tuple_(*order) < tuple_(*end))
        async with self._database.session() as session:
            both = union_all(select(query.subquery()), which.where(IS_AHEAD))
            rows = await session.execute(both, moments(datetime.now(UTC)))
            found = [_conversation(row) for row in rows]
        below = (conversation for conversation in found if end is None or _sort_key(conversation) < end)
        return sorted(below, key=_sort_key, reverse=True)[:limit]

    async def search(
        self,
        user_id: int,
        text: str,
        *,
        limit: int = 50,
        after: HitPosition | None = None,
        wanted: ConversationFilter = _ANY,
    ) -> list[SearchHit]:
        """Titles, then artifacts, then messages, that contain every word of `text`, the last one as a prefix; newest first.

        Quoted phrases match verbatim. `after` is the cursor of the previous page's last hit. Raises NotRead when too many
        searches are running.
        """

        @run_to_completion
        async def found() -> list[SearchHit]:
            async with self._database.session() as session:
                return await find(session, user_id, text, wanted, limit=limit, after=after)

        async with self._searches.slot(user_id):
            return await found()

    @run_to_completion
    async def get(self, user_id: int, conversation_id: int) -> Conversation:
        found = (await self.get_many(user_id, [conversation_id])).get(conversation_id)
        if found is None:
            raise no_conversation()
        return found

    @run_to_completion
    async def get_many(self, user_id: int, ids: Iterable[int]) -> dict[int, Conversation]:
        """The user's conversations by id; missing ones are left out."""
        query = select(*_COLUMNS).where(col(ConversationRow.id).in_(set(ids)), *owned_by(user_id))
        async with self._database.session() as session:
            return {row.id: _conversation(row) for row in await session.execute(query, moments(datetime.now(UTC)))}

    @run_to_completion
    async def find_legacy(self, user_id: int, legacy_id: str) -> int | None:
        """The user's conversation that had this id in an adopted file: a text id, or the number it still has."""
        async with self._database.session() as session:
            return await session.scalar(with_legacy_id(legacy_id).where(*owned_by(user_id)))

    @run_to_completion
    async def create(self, user_id: int, *, title: str, provider: str, model: str, project_id: int | None = None) -> int:
        """Create an empty conversation and return its id. Raises NotFound for a project that isn't the user's."""
        now = datetime.now(UTC)
        named = {"user_id": user_id, "title": title, "provider": provider, "model": model, "project_id": project_id}
        new = insert(ConversationRow).values(**named, created_at=now, updated_at=now, last_message_at=now)
        async with self._database.transaction() as session:
            if project_id is not None:
                await use_project(session, user_id, project_id)
            return (await session.execute(new.returning(col(ConversationRow.id)))).scalar_one()

    async def duplicate(self, user_id: int, conversation_id: int) -> Conversation:
        """Copy a conversation with all its messages."""
        return await self.get(user_id, await copy_conversation(self._database, await self._source(user_id, conversation_id)))

    async def branch_off(self, user_id: int, conversation_id: int, message_id: int) -> Conversation:
        """Copy the messages up to this one into a new conversation, with the model of the last answer among them.

        Raises NotFound, also for an answer that was replaced before branches existed.
        """
        path = await self._path(user_id, conversation_id, message_id)
        return await self.get(user_id, await copy_conversation(self._database, path))

    @run_to_completion
    async def _source(self, user_id: int, conversation_id: int) -> CopySource:
        query = select(col(ConversationRow.title), col(ConversationRow.current_message_id)).where(
            col(ConversationRow.id) == conversation_id, *owned_by(user_id)
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
            if row is None:
                raise no_conversation()
            new: dict[str, str | None] = {"title": f"{row.title or 'New chat'} (copy)"}
            return await copy_source(session, conversation_id, new, row.current_message_id)

    @run_to_completion
    async def _path(self, user_id: int, conversation_id: int, message_id: int) -> CopySource:
        query = select(col(ConversationRow.title), col(ConversationRow.settings)).where(
            col(ConversationRow.id) == conversation_id
        )
        async with self._database.session() as session:
            end_id = await shown_end(session, user_id, conversation_id)
            ids, _ = await ids_through(session, conversation_id, end_id, message_id)
            if message_id not in ids:
                raise no_message()
            path = ids[: ids.index(message_id) + 1]
            row = (await session.execute(query)).one()
            new = {"title": f"{row.title or 'New chat'} (branch)", "settings": without_choice(row.settings)}
            return await copy_source(session, conversation_id, new, None if end_id is None else path[-1], path)

    async def rename(self, user_id: int, conversation_id: int, title: str) -> None:
        await self._set(conversation_id, owned_by(user_id), title=title, updated_at=datetime.now(UTC))

    @run_to_completion
    async def name(self, user_id: int, conversation_id: int, title: str, *, instead_of: str) -> bool:
        """Rename it if its title is still `instead_of`. Returns whether it was renamed."""
        try:
            await self._set(conversation_id, (*owned_by(user_id), col(ConversationRow.title) == instead_of), title=title)
        except NotFound:
            return False
        return True

    async def pin(self, user_id: int, conversation_id: int, *, is_pinned: bool = True) -> None:
        await self._set(conversation_id, owned_by(user_id), is_pinned=is_pinned)

    async def archive(self, user_id: int, conversation_id: int, *, is_archived: bool = True) -> None:
        """Hide it from the list; it can still be opened."""
        await self._set(conversation_id, owned_by(user_id), is_archived=is_archived)

    async def delete(self, user_id: int, conversation_id: int) -> None:
        """Soft-delete it; `restore` undoes that until `TrashRepository` finds it expired."""
        await self._set(conversation_id, owned_by(user_id), is_deleted=True, trashed_at=datetime.now(UTC))

    @run_to_completion
    async def erase(self, user_id: int, conversation_id: int) -> None:
        """Delete it for good, soft-deleted or not. Raises NotFound."""
        await erase(self._database, user_id, conversation_id)

    async def restore(self, user_id: int, conversation_id: int) -> None:
        which = (col(ConversationRow.user_id) == user_id, ~is_unfinished())
        await self._set(conversation_id, which, is_deleted=False, trashed_at=None)

    @run_to_completion
    async def set_options(self, user_id: int, conversation_id: int, options: AnswerOptions) -> None:
        """Replace the answer options; other programs' members of the settings stay."""
        which = (col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.transaction() as session:
            row = (await session.execute(select(col(ConversationRow.settings)).where(*which))).one_or_none()
            if row is None:
                raise no_conversation()
            settings = with_settings(row.settings, options)
            await session.execute(update(ConversationRow).where(*which).values(settings=settings))

    @run_to_completion
    async def _set(self, conversation_id: int, which: tuple[ColumnElement[bool], ...], **values: object) -> None:
        change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id, *which).values(**values)
        async with self._database.transaction() as session:
            if await session.scalar(change.returning(col(ConversationRow.id))) is None:
                raise no_conversation()


def _sort_key(conversation: Conversation) -> tuple[str, int]:
    """The sort key in the list, as the index orders it."""
    return utc_text(conversation.updated_at), conversation.id


def _conversation(row: Row[*tuple[Any, ...]]) -> Conversation:
    active: datetime = row.active_at or row.created_at or EPOCH
    return Conversation(
        id=row.id,
        title=row.title or "",
        provider=row.provider or "claude",
        model=row.model or "",
        created_at=row.created_at or active,
        updated_at=active,
        is_pinned=bool(row.is_pinned),
        is_archived=bool(row.is_archived),
        is_unread=bool(row.has_unread),
        project_id=row.project_id,
        settings=read_settings(row.settings),
    )
