"""Imports: saving conversations from archives, in short transactions."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import FirstNewId
from rxchat.db.messages.message_images import count_in, plain_text
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.parents import set_parents
from rxchat.db.messages.unfinished import UnfinishedRepository, finish, unfinished
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.transfer.archive_repository import CONVERSATION_FIELDS, MESSAGE_FIELDS
from rxchat.db.transfer.conversation_extras import insert_artifacts, insert_places
from rxchat.db.write_batches import WriteBatches
from rxchat.domain.archives import Archive, ArchivedArtifact, ArchivedMessage
from rxchat.domain.imports import Addition

PURPOSE: Final = "import"
LARGE: Final = 300
LARGE_TEXT: Final = 2**20
"""Messages, and characters: a larger conversation is written in batches."""
_REFUSALS: Final = (StatementError, OverflowError, UnicodeError)
_INSERTED: Final = tuple(name for name in MESSAGE_FIELDS if name not in ("id", "parent_message_id"))


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A conversation and the size of each of its messages in characters."""

    archive: Archive
    sizes: Sequence[int]

    @property
    def is_large(self) -> bool:
        artifacts = self.archive.artifacts
        count, size = len(self.sizes) + len(artifacts), sum(self.sizes) + sum(len(one.content) for one in artifacts)
        return count > LARGE or size > LARGE_TEXT


class ImportRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def known(self, user_id: int, import_ids: Iterable[str]) -> set[str]:
        """Which of the import ids already exist."""
        async with self._database.session() as session:
            return await _known(session, user_id, import_ids)

    async def add(self, user_id: int, archives: Sequence[Archive], share_ids: dict[int, int] | None = None) -> list[Addition]:
        """Add conversations that don't exist yet and report the result for each. A refused one doesn't stop the others.

        Transactions are short, so that answers are saved in between; a conversation becomes visible once complete. No usage is
        recorded: rxchat didn't make these calls. `share_ids` gets the ids of links with a snapshot, by those of the archive.
        Raises NotSaved.
        """
        links = {} if share_ids is None else share_ids
        incoming = await asyncio.to_thread(lambda: [_incoming(archive) for archive in archives])
        outcomes: list[Addition] = []
        for is_large, run in groupby(incoming, key=lambda one: one.is_large):
            if is_large:
                outcomes += [await self._add_in_pieces(user_id, one, links) for one in run]
            else:
                outcomes += await self._add_at_once(user_id, [one.archive for one in run], links)
        return outcomes

    @run_to_completion
    async def _add_at_once(self, user_id: int, archives: Sequence[Archive], links: dict[int, int]) -> list[Addition]:
        async with self._database.transaction() as session:
            known = await _known(session, user_id, (archive.conversation.import_id for archive in archives))
            return [await _try_to_add(session, user_id, archive, known, links) for archive in archives]

    async def _add_in_pieces(self, user_id: int, incoming: _Incoming, links: dict[int, int]) -> Addition:
        import_id = incoming.archive.conversation.import_id
        if import_id in await self.known(user_id, [import_id]):
            return Addition.KNOWN
        try:
            links.update(await self._add_whole(user_id, incoming))
        except OperationalError:
            raise
        except _REFUSALS:
            await UnfinishedRepository(self._database).clear_of(user_id, PURPOSE)
            return Addition.REFUSED
        return Addition.ADDED

    async def _add_whole(self, user_id: int, incoming: _Incoming) -> dict[int, int]:
        archive = incoming.archive
        conversation_id = await self._insert_conversation(user_id, archive)
        ids: dict[int, int] = {}
        early: list[ArchivedMessage] = []
        for piece in WriteBatches(archive.messages, incoming.sizes):
            await self._add_piece(conversation_id, piece, ids)
            early += [message for message in piece if _is_early(message, ids)]
        for piece in WriteBatches(early):
            await self._set_parents(_early(piece, ids))
        for piece in WriteBatches(archive.artifacts, [len(artifact.content) for artifact in archive.artifacts]):
            await self._add_artifacts(conversation_id, piece, ids)
        return await self._finish(conversation_id, archive, ids)

    @run_to_completion
    async def _insert_conversation(self, user_id: int, archive: Archive) -> int:
        async with self._database.transaction() as session:
            return await _insert_conversation(session, user_id, archive, **unfinished(PURPOSE))

    @run_to_completion
    async def _add_piece(self, conversation_id: int, piece: Sequence[ArchivedMessage], ids: dict[int, int]) -> None:
        async with self._database.transaction() as session:
            await _insert_messages(session, conversation_id, piece, ids)

    @run_to_completion
    async def _set_parents(self, parents: dict[int, int]) -> None:
        async with self._database.transaction() as session:
            await set_parents(session, parents)

    @run_to_completion
    async def _add_artifacts(self, conversation_id: int, piece: Sequence[ArchivedArtifact], ids: dict[int, int]) -> None:
        async with self._database.transaction() as session:
            await insert_artifacts(session, conversation_id, piece, ids)

    @run_to_completion
    async def _finish(self, conversation_id: int, archive: Archive, ids: dict[int, int]) -> dict[int, int]:
        shown = ids.get(archive.conversation.current_message_id or 0)
        async with self._database.transaction() as session:
            links = await insert_places(session, conversation_id, archive)
            await finish(session, conversation_id, import_id=archive.conversation.import_id, current_message_id=shown)
        return links

    async def clear(self) -> None:
        """Delete the unfinished imports of all users. Only before the program serves."""
        await UnfinishedRepository(self._database).clear()

    async def clear_of(self, user_id: int) -> None:
        """Delete the unfinished imports of a user who has none running."""
        await UnfinishedRepository(self._database).clear_of(user_id, PURPOSE)


def _size(message: ArchivedMessage) -> int:
    return len(message.content) + len(message.thinking or "") + len(message.images or "")


def _incoming(archive: Archive) -> _Incoming:
    """Remove the metadata of images: time and location of a photo are private."""
    messages = archive.messages
    if any(message.images for message in messages):
        messages = tuple(replace(message, images=plain_text(message.images)) for message in messages)
    return _Incoming(replace(archive, messages=messages), [_size(message) for message in messages])


async def _known(session: AsyncSession, user_id: int, import_ids: Iterable[str]) -> set[str]:
    query = select(col(ConversationRow.import_id)).where(col(ConversationRow.import_id).in_(set(import_ids)), *owned_by(user_id))
    return {found for found in await session.scalars(query) if found is not None}


async def _try_to_add(session: AsyncSession, user_id: int, archive: Archive, known: set[str], links: dict[int, int]) -> Addition:
    if archive.conversation.import_id in known:
        return Addition.KNOWN
    try:
        async with session.begin_nested():
            added = await _add(session, user_id, archive)
    except OperationalError:
        raise  # a full disk or a locked file isn't this conversation's fault
    except _REFUSALS:
        return Addition.REFUSED
    known.add(archive.conversation.import_id)
    links.update(added)
    return Addition.ADDED


async def _add(session: AsyncSession, user_id: int, archive: Archive) -> dict[int, int]:
    conversation_id = await _insert_conversation(session, user_id, archive)
    ids: dict[int, int] = {}
    await _insert_messages(session, conversation_id, archive.messages, ids)
    await set_parents(session, _early(archive.messages, ids))
    await insert_artifacts(session, conversation_id, archive.artifacts, ids)
    links = await insert_places(session, conversation_id, archive)
    shown = ids.get(archive.conversation.current_message_id or 0)
    if shown is not None:
        this = col(ConversationRow.id) == conversation_id
        await session.execute(update(ConversationRow).where(this).values(current_message_id=shown))
    return links


def _is_early(message: ArchivedMessage, ids: dict[int, int]) -> bool:
    """Whether the parent comes after the message, or isn't in the file at all."""
    parent_id = message.parent_message_id
    return parent_id is not None and ids.get(parent_id, ids[message.id] + 1) > ids[message.id]


def _early(messages: Sequence[ArchivedMessage], ids: dict[int, int]) -> dict[int, int]:
    """Parents, by new ids, of messages that come before them."""
    found = ((ids[message.id], ids.get(message.parent_message_id or 0)) for message in messages)
    return {child: parent for child, parent in found if parent is not None and parent > child}


async def _insert_conversation(session: AsyncSession, user_id: int, archive: Archive, **more: object) -> int:
    values: dict[str, Any] = {name: getattr(archive.conversation, name) for name in CONVERSATION_FIELDS}
    values |= {"user_id": user_id, "message_count": len(archive.messages), "current_message_id": None, **more}
    new = insert(ConversationRow).values(**values)
    return (await session.execute(new.returning(col(ConversationRow.id)))).scalar_one()


async def _insert_messages(
    session: AsyncSession, conversation_id: int, messages: Sequence[ArchivedMessage], ids: dict[int, int]
) -> None:
    """Insert messages and add their new ids to `ids`, by the archive's ids.

    Ids are assigned here: asking for them would make SQLAlchemy insert each row with a statement of its own.
    """
    if not messages:
        return
    first: int = (await session.execute(select(FirstNewId(MessageRow.__tablename__, len(messages))))).scalar_one()
    rows: list[dict[str, Any]] = []
    for number, message in enumerate(messages, first):
        row = {name: getattr(message, name) for name in _INSERTED}
        row |= {"id": number, "conversation_id": conversation_id, "image_count": count_in(message.images) or None}
        row["parent_message_id"] = ids.get(message.parent_message_id or 0)
        rows.append(row)
        ids[message.id] = number
    # On the connection: the session would treat each row as an object.
    await (await session.connection()).execute(insert(MessageRow), rows)
