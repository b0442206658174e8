"""Conversations on their way in."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.activity import owned_by
from rxchat.db.archives import CONVERSATION_FIELDS, MESSAGE_FIELDS
from rxchat.db.engine import Database, carried_through
from rxchat.db.message_images import count_in
from rxchat.db.rows import ConversationRow, MessageRow
from rxchat.domain.archives import Archive
from rxchat.domain.imports import Addition

_INSERTED: Final = tuple(name for name in MESSAGE_FIELDS if name not in ("id", "parent_message_id"))


class ImportRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def known(self, user_id: int, import_ids: Iterable[str]) -> set[str]:
        """Those that were imported before and are still here."""
        async with self._database.session() as session:
            return await _known(session, user_id, import_ids)

    @carried_through
    async def add(self, user_id: int, archives: Sequence[Archive]) -> list[Addition]:
        """Add what is not here yet, in one transaction, and say of each what became of it. One that is refused stops no other.

        The calls its answers came from were not made by this program, so they are not counted as usage.
        """
        async with self._database.transaction() as session:
            known = await _known(session, user_id, (archive.conversation.import_id for archive in archives))
            return [await _try_to_add(session, user_id, archive, known) for archive in archives]


async def _known(session: AsyncSession, user_id: int, import_ids: Iterable[str]) -> set[str]:
    query = select(col(ConversationRow.import_id)).where(col(ConversationRow.import_id).in_(set(import_ids)), *owned_by(user_id))
    return {found for found in await session.scalars(query) if found is not None}


async def _try_to_add(session: AsyncSession, user_id: int, archive: Archive, known: set[str]) -> Addition:
    if archive.conversation.import_id in known:
        return Addition.KNOWN
    try:
        async with session.begin_nested():
            await _add(session, user_id, archive)
    except OperationalError:
        raise  # the disk is full, or the file is locked: not this conversation's fault
    except (StatementError, OverflowError, UnicodeError):
        return Addition.REFUSED
    known.add(archive.conversation.import_id)
    return Addition.ADDED


async def _add(session: AsyncSession, user_id: int, archive: Archive) -> None:
    values: dict[str, Any] = {name: getattr(archive.conversation, name) for name in CONVERSATION_FIELDS}
    values |= {"user_id": user_id, "message_count": len(archive.messages), "current_message_id": None}
    new = insert(ConversationRow).values(**values)
    conversation_id: int = (await session.execute(new.returning(col(ConversationRow.id)))).scalar_one()
    if not archive.messages:
        return
    rows = [
        {name: getattr(message, name) for name in _INSERTED}
        | {"conversation_id": conversation_id, "image_count": count_in(message.images) or None}
        for message in archive.messages
    ]
    inserted = insert(MessageRow).returning(col(MessageRow.id), sort_by_parameter_order=True)
    ids = (await session.scalars(inserted, rows)).all()
    new_ids = {message.id: new_id for message, new_id in zip(archive.messages, ids, strict=True)}
    shown = new_ids.get(archive.conversation.current_message_id or 0)
    if shown is not None:
        this = col(ConversationRow.id) == conversation_id
        await session.execute(update(ConversationRow).where(this).values(current_message_id=shown))
    children = [
        {"child_id": new_ids[message.id], "parent_id": new_ids[message.parent_message_id]}
        for message in archive.messages
        if message.parent_message_id in new_ids
    ]
    if children:
        # Through the connection: the session would take a list of values for an update by primary key.
        await (await session.connection()).execute(
            update(MessageRow)
            .where(col(MessageRow.id) == bindparam("child_id"))
            .values(parent_message_id=bindparam("parent_id")),
            children,
        )
